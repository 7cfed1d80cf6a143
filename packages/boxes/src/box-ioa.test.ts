import {describe, expect, test} from 'vitest';
import {boxIoa} from './box-ioa.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

describe('boxIoa', () => {
  const wide = Float32Array.of(0, 0, 1, 4);
  const tall = Float32Array.of(0, 1, 2, 2);

  test('divides by the area of the second box', () => {
    expect(boxIoa(wide, 0, tall, 0)).toBe(0.5);
    expect(boxIoa(tall, 0, wide, 0)).toBe(0.25);
  });

  test('is 0 for boxes apart and for a second box of no area', () => {
    expect(boxIoa(wide, 0, Float32Array.of(1, 0, 2, 4), 0)).toBe(0);
    expect(boxIoa(wide, 0, Float32Array.of(0.5, 1, 0.5, 2), 0)).toBe(0);
  });

  test('throws for NaN and for a row that is not there', () => {
    expect(() => boxIoa(wide, 0, Float32Array.of(0, NaN, 1, 1), 0)).toThrow('b: row 0');
    expect(() => boxIoa(wide, 1, tall, 0)).toThrow(InvalidBoxError);
  });
});
