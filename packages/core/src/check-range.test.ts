import {describe, expect, test} from 'vitest';
import {checkRange} from './check-range.ts';

describe('checkRange', () => {
  test('returns a value inside the range, its ends included', () => {
    expect(checkRange('threshold', 0, {min: 0, max: 1})).toBe(0);
    expect(checkRange('threshold', 1, {min: 0, max: 1})).toBe(1);
    expect(checkRange('scale', Infinity, {min: 0})).toBe(Infinity);
  });

  test('names the option, the value and the range', () => {
    expect(() => checkRange('threshold', 1.5, {min: 0, max: 1})).toThrow('Option threshold is 1.5, but must be a number between 0 and 1.');
    expect(() => checkRange('batchSize', 2.5, {min: 1, integer: true})).toThrow(
      'Option batchSize is 2.5, but must be an integer of at least 1.',
    );
    expect(() => checkRange('shift', 3, {max: 2})).toThrow('a number of at most 2');
  });

  test('refuses NaN', () => {
    expect(() => checkRange('threshold', Number.NaN, {})).toThrow('Option threshold is NaN');
  });
});
