import {describe, expect, test} from 'vitest';
import {checkFinite} from './check-finite.ts';
import {hasCode} from './errors/oid-error.ts';

describe('checkFinite', () => {
  test('names the first element that is no finite number', () => {
    let caught: unknown;
    try {
      checkFinite(Float32Array.of(1, -Infinity, NaN), 'scores');
    } catch (error) {
      caught = error;
    }
    expect(hasCode(caught, 'core/not-finite')).toBe(true);
    expect(caught).toMatchObject({detail: {argument: 'scores', index: 1, value: -Infinity}});
    expect(String(caught)).toContain('scores: element 1 is -Infinity, but must be a finite number.');
  });

  test('passes finite numbers and empty arrays', () => {
    expect(() => checkFinite(new Float64Array(0), 'scores')).not.toThrow();
    expect(() => checkFinite(Float64Array.of(-1e300, 0, 5e-324), 'scores')).not.toThrow();
  });
});
