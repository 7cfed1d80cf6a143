import {describe, expect, test} from 'vitest';
import {nearestName} from './nearest-name.ts';

describe('nearestName', () => {
  test('finds the name with the fewest edits, whatever the case', () => {
    expect(nearestName('bannana', ['Apple', 'Banana', 'Orange'])).toBe('Banana');
    expect(nearestName('CAR', ['Cat', 'Car'])).toBe('Car');
  });

  test('suggests nothing when nothing is near', () => {
    expect(nearestName('zebra', ['Apple', 'Orange'])).toBeUndefined();
    expect(nearestName('x', [])).toBeUndefined();
  });
});
