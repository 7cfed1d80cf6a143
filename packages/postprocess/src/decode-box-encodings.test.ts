import {decodeBoxes, encodeBoxes, InvalidBoxError} from '@oid/boxes';
import {OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeBoxEncodings} from './index.ts';

/** 0.5 high and 1 wide, centre (0.25, 0.5). */
const ANCHOR = Float32Array.of(0, 0, 0.5, 1);
const near = (values: Iterable<number>): number[] => [...values].map((value) => expect.closeTo(value, 5) as number);

describe('decodeBoxEncodings', () => {
  test('gives each anchor one box a class', () => {
    const found = decodeBoxEncodings(Float32Array.of(0, 0, 0, 0, 10, -10, 0, 5 * Math.LN2), ANCHOR, {boxesPerAnchor: 2});
    expect([...found]).toEqual(near([0, 0, 0.5, 1, 0.5, -1.5, 1, 0.5]));
  });

  test('undoes encodeBoxes under any scale factors, as decodeBoxes does', () => {
    const corner = fc.double({min: 0, max: 0.9, noNaN: true});
    const side = fc.double({min: 0.05, max: 0.6, noNaN: true});
    const box = fc.tuple(corner, corner, side, side).map(([y, x, h, w]) => Float32Array.of(y, x, y + h, x + w));
    const factor = fc.double({min: 0.5, max: 20, noNaN: true});
    fc.assert(
      fc.property(box, box, fc.tuple(factor, factor, factor, factor), (truth, anchor, scaleFactors) => {
        const encodings = encodeBoxes(truth, anchor, {scaleFactors});
        expect([...decodeBoxEncodings(encodings, anchor, {scaleFactors})]).toEqual(near(truth));
        expect([...decodeBoxEncodings(encodings, anchor, {scaleFactors})]).toEqual(near(decodeBoxes(encodings, anchor, {scaleFactors})));
      }),
    );
  });

  test('gives nothing for nothing, and refuses what does not decode', () => {
    expect(decodeBoxEncodings(new Float32Array(), new Float32Array()).length).toBe(0);
    expect(() => decodeBoxEncodings(Float32Array.of(0, 0, -Infinity, 0), ANCHOR)).toThrow('boxEncodings: row 0');
    expect(() => decodeBoxEncodings(Float32Array.of(0, 0, 0, 5000), ANCHOR)).toThrow(InvalidBoxError);
    expect(() => decodeBoxEncodings(new Float32Array(4), Float32Array.of(1, 0, 0, 1))).toThrow('anchors: row 0');
    expect(() => decodeBoxEncodings(new Float32Array(8), ANCHOR)).toThrow(ShapeError);
    expect(() => decodeBoxEncodings(new Float32Array(4), ANCHOR, {boxesPerAnchor: 0})).toThrow(OptionError);
    expect(() => decodeBoxEncodings(new Float32Array(4), ANCHOR, {scaleFactors: [1, 1, NaN, 1]})).toThrow(OptionError);
  });
});
