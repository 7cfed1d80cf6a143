import {OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {decodeBoxes, encodeBoxes} from './box-coder.ts';
import {fasterRcnnBoxCoder, gluonBoxCoder, meanStddevBoxCoder, squareBoxCoder} from './box-coders.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

const ANCHOR = Float32Array.of(0, 0, 0.5, 1);
const near = (values: readonly number[]): number[] => values.map((value) => expect.closeTo(value, 5) as number);
const corner = fc.double({min: 0, max: 0.9, noNaN: true});
const length = fc.double({min: 0.01, max: 0.6, noNaN: true});
const anyBox = fc.tuple(corner, corner, length, length).map(([y, x, h, w]) => Float32Array.of(y, x, y + h, x + w));
const anySquare = fc.tuple(corner, corner, length).map(([y, x, s]) => Float32Array.of(y, x, y + s, x + s));

describe('coders', () => {
  test.each([fasterRcnnBoxCoder(), gluonBoxCoder(), meanStddevBoxCoder()])('undo their own code: $name', (coder) => {
    fc.assert(
      fc.property(anyBox, anyBox, (box, anchor) => {
        expect([...coder.decode(coder.encode(box, anchor), anchor)]).toEqual(near([...box]));
      }),
    );
  });

  test('the square coder does so for squares, on any anchor', () => {
    const coder = squareBoxCoder();
    fc.assert(
      fc.property(anySquare, anyBox, (box, anchor) => {
        expect([...coder.decode(coder.encode(box, anchor), anchor)]).toEqual(near([...box]));
      }),
    );
  });

  test("the square coder measures in the side of a square of the anchor's area", () => {
    // Anchor 0.5 by 1: side √0.5. The box's centre is 0.25 below, its side 0.5.
    const root = Math.sqrt(0.5);
    const codes = squareBoxCoder({scaleFactors: [1, 1, 1]}).encode(Float32Array.of(0.25, 0.25, 0.75, 0.75), ANCHOR);
    expect([...codes]).toEqual(near([0.25 / root, 0, Math.log(0.5 / root)]));
  });

  test('the mean-stddev coder divides corner differences', () => {
    expect([...meanStddevBoxCoder({stddev: 0.5}).encode(Float32Array.of(0.25, 0, 1, 1), ANCHOR)]).toEqual([0.5, 0, 1, 0]);
  });

  test("Gluon's variances are one over scale factors, x before y", () => {
    const coder = gluonBoxCoder({variances: [0.1, 0.5, 0.2, 0.25]});
    const box = Float32Array.of(0.25, 0.5, 1, 1.25);
    expect([...coder.encode(box, ANCHOR)]).toEqual([...encodeBoxes(box, ANCHOR, {scaleFactors: [2, 10, 4, 5]})]);
    expect([...fasterRcnnBoxCoder().decode(Float32Array.of(1, 2, 3, 4), ANCHOR)]).toEqual([
      ...decodeBoxes(Float32Array.of(1, 2, 3, 4), ANCHOR),
    ]);
  });

  test('stay finite for boxes of no area, take none, and refuse bad input', () => {
    const point = Float32Array.of(0.5, 0.5, 0.5, 0.5);
    for (const coder of [fasterRcnnBoxCoder(), gluonBoxCoder(), meanStddevBoxCoder(), squareBoxCoder()]) {
      expect([...coder.encode(point, ANCHOR), ...coder.encode(ANCHOR, point)].every(Number.isFinite)).toBe(true);
      expect(coder.decode(new Float32Array(), new Float32Array()).length).toBe(0);
      expect(() => coder.encode(new Float32Array(8), ANCHOR)).toThrow(ShapeError);
      expect(() => coder.decode(new Float32Array(coder.codeSize).fill(NaN), ANCHOR)).toThrow(InvalidBoxError);
      expect(() => coder.encode(Float32Array.of(1, 0, 0, 1), ANCHOR)).toThrow(InvalidBoxError);
      expect(() => coder.decode(new Float32Array(7), ANCHOR)).toThrow(ShapeError);
    }
    expect(() => meanStddevBoxCoder({stddev: 0})).toThrow(OptionError);
    expect(() => squareBoxCoder({scaleFactors: [1, NaN, 1]})).toThrow(OptionError);
    expect(() => gluonBoxCoder({variances: [0.1, 0.1, 0, 0.2]})).toThrow(OptionError);
  });
});
