import {OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeBoxes, encodeBoxes} from './box-coder.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

/** 0.5 high and 1 wide, centre (0.25, 0.5). */
const ANCHOR = Float32Array.of(0, 0, 0.5, 1);

const near = (values: readonly number[], digits = 6): number[] => values.map((value) => expect.closeTo(value, digits) as number);

describe('encodeBoxes', () => {
  test('is zero for the anchor itself', () => {
    expect([...encodeBoxes(ANCHOR, ANCHOR)]).toEqual([0, 0, 0, 0]);
  });

  test('measures offsets in anchor sides and sides in logarithms', () => {
    // Centre (0.5, 0.75): half an anchor down, a quarter across. Twice as high, half as wide.
    const truth = Float32Array.of(0, 0.5, 1, 1);
    expect([...encodeBoxes(truth, ANCHOR)]).toEqual(near([5, 2.5, 5 * Math.LN2, -5 * Math.LN2]));
    expect([...encodeBoxes(truth, ANCHOR, {scaleFactors: [1, 1, 1, 1]})]).toEqual(near([0.5, 0.25, Math.LN2, -Math.LN2]));
  });

  test('stays finite for a box of no area, of an anchor of no area too', () => {
    const point = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    expect([...encodeBoxes(point, ANCHOR)].every(Number.isFinite)).toBe(true);
    expect([...encodeBoxes(ANCHOR, point)].every(Number.isFinite)).toBe(true);
  });

  test('gives nothing for nothing', () => {
    expect(encodeBoxes(new Float32Array(), new Float32Array()).length).toBe(0);
  });

  test('refuses different counts, NaN and bad factors', () => {
    expect(() => encodeBoxes(new Float32Array(8), ANCHOR)).toThrow(ShapeError);
    expect(() => encodeBoxes(Float32Array.of(0, 0, NaN, 1), ANCHOR)).toThrow('groundTruth: row 0');
    expect(() => encodeBoxes(ANCHOR, ANCHOR, {scaleFactors: [10, 10, 0, 5]})).toThrow(OptionError);
    expect(() => encodeBoxes(ANCHOR, ANCHOR, {scaleFactors: [10, NaN, 5, 5]})).toThrow(OptionError);
  });
});

describe('decodeBoxes', () => {
  test('returns the anchor for zeros', () => {
    expect([...decodeBoxes(new Float32Array(4), ANCHOR)]).toEqual([0, 0, 0.5, 1]);
  });

  test('moves and stretches by hand-computed numbers, without clipping', () => {
    // 10 down = one height, 0.5 to 1; -10 across = one width to the left; twice as wide.
    const encoding = Float32Array.of(10, -10, 0, 5 * Math.LN2);
    expect([...decodeBoxes(encoding, ANCHOR)]).toEqual(near([0.5, -1.5, 1, 0.5]));
  });

  test('undoes encodeBoxes', () => {
    const corner = fc.double({min: 0, max: 0.9, noNaN: true});
    const side = fc.double({min: 0.01, max: 0.6, noNaN: true});
    const box = fc.tuple(corner, corner, side, side).map(([y, x, h, w]) => Float32Array.of(y, x, y + h, x + w));
    fc.assert(
      fc.property(box, box, (truth, anchor) => {
        expect([...decodeBoxes(encodeBoxes(truth, anchor), anchor)]).toEqual(near([...truth], 5));
      }),
    );
  });

  test('gives nothing for nothing', () => {
    expect(decodeBoxes(new Float32Array(), new Float32Array()).length).toBe(0);
  });

  test.each([
    ['NaN', [NaN, 0, 0, 0]],
    ['infinity', [0, Infinity, 0, 0]],
    ['a side of -infinity', [0, 0, -Infinity, 0]],
    ['a side beyond float32', [0, 0, 0, 5000]],
  ])('refuses %s', (_, encoding) => {
    expect(() => decodeBoxes(Float32Array.from(encoding), ANCHOR)).toThrow(InvalidBoxError);
  });

  test('refuses different counts', () => {
    expect(() => decodeBoxes(new Float32Array(8), ANCHOR)).toThrow('encodings has shape [2, 4], but must be [1, 4]');
    expect(() => decodeBoxes(new Float32Array(5), ANCHOR)).toThrow(ShapeError);
  });
});
