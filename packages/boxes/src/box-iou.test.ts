import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {boxIou} from './box-iou.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

const UNIT = Float32Array.of(0, 0, 1, 1);

const coordinate = fc.float({min: Math.fround(-1), max: Math.fround(2), noNaN: true});
const anyBox = fc
  .tuple(coordinate, coordinate, coordinate, coordinate)
  .map(([a, b, c, d]) => Float32Array.of(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)));

describe('boxIou', () => {
  test('is 1 for equal boxes and 0 for boxes that only touch', () => {
    expect(boxIou(UNIT, 0, UNIT, 0)).toBe(1);
    expect(boxIou(UNIT, 0, Float32Array.of(0, 1, 1, 2), 0)).toBe(0);
  });

  test('tells height from width', () => {
    // 2 high and 4 wide against the same moved 1 right: 6 shared of 10; moved 1 down: 4 shared of 12.
    const box = Float32Array.of(0, 0, 2, 4);
    expect(boxIou(box, 0, Float32Array.of(0, 1, 2, 5), 0)).toBeCloseTo(0.6, 12);
    expect(boxIou(box, 0, Float32Array.of(1, 0, 3, 4), 0)).toBeCloseTo(1 / 3, 12);
  });

  test('reads the rows asked for', () => {
    const boxes = Float32Array.of(0, 0, 1, 1, 0, 0, 0.5, 1);
    expect(boxIou(boxes, 1, boxes, 0)).toBe(0.5);
  });

  test('is 0 for boxes of no area', () => {
    const line = Float32Array.of(0.5, 0, 0.5, 1);
    expect(boxIou(line, 0, line, 0)).toBe(0);
    expect(boxIou(line, 0, UNIT, 0)).toBe(0);
  });

  test('throws for NaN and for a row that is not there', () => {
    const bad = Float32Array.of(0, NaN, 1, 1);
    expect(() => boxIou(bad, 0, UNIT, 0)).toThrow('a: row 0 is [0, NaN, 1, 1]');
    expect(() => boxIou(UNIT, 0, bad, 0)).toThrow('b: row 0 is [0, NaN, 1, 1]');
    expect(() => boxIou(UNIT, 0, UNIT, 1)).toThrow(InvalidBoxError);
  });

  test('is symmetric, within [0, 1], and unmoved by scaling both axes', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const iou = boxIou(a, 0, b, 0);
        expect(iou).toBeGreaterThanOrEqual(0);
        expect(iou).toBeLessThanOrEqual(1);
        expect(boxIou(b, 0, a, 0)).toBe(iou);
        const twice = (box: Float32Array): Float32Array => box.map((value) => value * 2);
        expect(boxIou(twice(a), 0, twice(b), 0)).toBeCloseTo(iou, 6);
      }),
    );
  });
});
