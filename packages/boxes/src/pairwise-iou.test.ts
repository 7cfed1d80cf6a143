import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {boxIou} from './box-iou.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {ShapeError} from '@oid/core';
import {matchedIou, pairwiseDiou, pairwiseGiou, pairwiseIntersection, pairwiseIoa, pairwiseIou} from './pairwise-iou.ts';

const UNIT = Float32Array.of(0, 0, 1, 1);

const coordinate = fc
  .float({min: Math.fround(-1), max: Math.fround(2), noNaN: true})
  .map((value) => Math.fround(Math.round(value * 1024) / 1024));
const anyBox = fc
  .tuple(coordinate, coordinate, coordinate, coordinate)
  .map(([a, b, c, d]) => Float32Array.of(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)));

describe('pairwiseIou', () => {
  test('lays out one row per box of a', () => {
    const a = Float32Array.of(0, 0, 1, 1, 0, 0, 0.5, 0.5);
    const b = Float32Array.of(0, 0, 0.5, 1, 0.5, 0.5, 1, 1, 2, 2, 3, 3);
    expect([...pairwiseIou(a, b)]).toEqual([0.5, 0.25, 0, 0.5, 0, 0]);
  });

  test('gives nothing when a side is empty', () => {
    expect(pairwiseIou(new Float32Array(), UNIT).length).toBe(0);
    expect(pairwiseIou(UNIT, new Float32Array()).length).toBe(0);
  });

  test('names the side that holds a bad box', () => {
    expect(() => pairwiseIou(UNIT, Float32Array.of(1, 0, 0, 1))).toThrow('b: row 0');
  });

  test('agrees with boxIou', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        expect(Math.abs((pairwiseIou(a, b)[0] as number) - boxIou(a, 0, b, 0))).toBeLessThan(1e-5);
      }),
    );
  });
});

describe('pairwiseIntersection and pairwiseIoa', () => {
  test('give area, and share of the second box', () => {
    const wide = Float32Array.of(0, 0, 0.5, 1);
    expect([...pairwiseIntersection(wide, UNIT)]).toEqual([0.5]);
    expect([...pairwiseIoa(wide, UNIT)]).toEqual([0.5]);
    expect([...pairwiseIoa(UNIT, wide)]).toEqual([1]);
  });

  test('count a box of no area as not covered, not as NaN', () => {
    expect([...pairwiseIoa(UNIT, Float32Array.of(0.5, 0.5, 0.5, 0.5))]).toEqual([0]);
  });
});

describe('pairwiseGiou and pairwiseDiou', () => {
  test('go below 0 for boxes that are apart', () => {
    // Two unit squares with a gap of one: the hull is 1 by 3, centres 2 apart.
    const other = Float32Array.of(0, 2, 1, 3);
    expect(pairwiseGiou(UNIT, other)[0]).toBeCloseTo(-1 / 3, 6);
    expect(pairwiseDiou(UNIT, other)[0]).toBeCloseTo(-4 / 10, 6);
  });

  test('are numbers for boxes of no area', () => {
    const point = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    expect([...pairwiseGiou(point, point), ...pairwiseDiou(point, point)]).toEqual([0, 0]);
  });

  test('never exceed IoU', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const iou = pairwiseIou(a, b)[0] as number;
        expect(pairwiseGiou(a, b)[0]).toBeLessThanOrEqual(iou + 1e-6);
        expect(pairwiseDiou(a, b)[0]).toBeLessThanOrEqual(iou + 1e-6);
      }),
    );
  });
});

describe('matchedIou', () => {
  test('compares row by row', () => {
    const a = Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1);
    expect([...matchedIou(a, Float32Array.of(0, 0, 0.5, 1, 2, 2, 3, 3))]).toEqual([0.5, 0]);
    expect(() => matchedIou(a, UNIT)).toThrow(ShapeError);
    expect(() => matchedIou(UNIT, Float32Array.of(0, 0, NaN, 1))).toThrow(InvalidBoxError);
  });
});
