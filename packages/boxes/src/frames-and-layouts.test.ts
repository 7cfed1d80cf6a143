import {OptionError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {centerSizeToYxyx, cocoXywhToYxyx, xyxyToYxyx, yxyxToCenterSize, yxyxToCocoXywh, yxyxToXyxy} from './box-layouts.ts';
import {clipBoxes} from './clip-boxes.ts';
import {changeCoordinateFrame, restoreCoordinateFrame, toAbsoluteCoordinates, toNormalizedCoordinates} from './coordinate-frames.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {flipBoxesVertically} from './flip-boxes-vertically.ts';
import {scaleBoxes} from './scale-boxes.ts';
import {boxesCoveredBy, boxesInsideWindow, boxesOfMinSide, boxesOverlappingWindow, gatherBoxes} from './select-boxes.ts';

const BOX = Float32Array.of(0.25, 0.5, 0.5, 0.75);
const EMPTY = new Float32Array();
const side = fc.integer({min: 0, max: 1024}).map((value) => value / 1024);
const anyBox = fc
  .tuple(side, side, side, side)
  .map(([a, b, c, d]) => Float32Array.of(Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)));

describe('scaleBoxes', () => {
  test('scales y and x apart, and back', () => {
    expect([...scaleBoxes(BOX, {height: 100, width: 200})]).toEqual([25, 100, 50, 150]);
    fc.assert(
      fc.property(anyBox, (box) => {
        const there = scaleBoxes(box, {height: 64, width: 256});
        expect(scaleBoxes(there, {height: 1 / 64, width: 1 / 256})).toEqual(box);
      }),
    );
  });

  test('refuses factors below 0, infinite boxes, and results beyond float32', () => {
    expect(() => scaleBoxes(BOX, {height: -1, width: 1})).toThrow(OptionError);
    expect(() => scaleBoxes(BOX, {height: 1, width: NaN})).toThrow('factors.width');
    expect(() => scaleBoxes(Float32Array.of(0, 0, 1, 1e30), {height: 1, width: 1e30})).toThrow(InvalidBoxError);
  });
});

describe('flipBoxesVertically', () => {
  test('mirrors y and leaves x', () => {
    expect([...flipBoxesVertically(BOX)]).toEqual([0.5, 0.5, 0.75, 0.75]);
    fc.assert(
      fc.property(anyBox, (box) => {
        expect(flipBoxesVertically(flipBoxesVertically(box))).toEqual(box);
      }),
    );
  });
});

describe('changeCoordinateFrame', () => {
  test('makes the window the unit square', () => {
    expect([...changeCoordinateFrame(BOX, [0.25, 0, 0.75, 1])]).toEqual([0, 0.5, 0.5, 0.75]);
    expect([...changeCoordinateFrame(BOX, [0.25, 0.5, 0.5, 0.75])]).toEqual([0, 0, 1, 1]);
  });

  test('is undone by restoreCoordinateFrame', () => {
    fc.assert(
      fc.property(anyBox, (box) => {
        const window = [0.125, 0.25, 0.625, 0.5] as const;
        expect(restoreCoordinateFrame(changeCoordinateFrame(box, window), window)).toEqual(box);
      }),
    );
  });

  test('refuses a window without area', () => {
    expect(() => changeCoordinateFrame(BOX, [0, 0, 0, 1])).toThrow('window is "[0, 0, 0, 1]"');
    expect(() => restoreCoordinateFrame(BOX, [0, 0, NaN, 1])).toThrow(OptionError);
  });
});

describe('toAbsoluteCoordinates and toNormalizedCoordinates', () => {
  const size = {height: 240, width: 320};

  test('go there and back on an image that is not square', () => {
    const pixels = toAbsoluteCoordinates(BOX, size);
    expect([...pixels]).toEqual([60, 160, 120, 240]);
    expect([...toNormalizedCoordinates(pixels, size)]).toEqual([...BOX].map((value) => expect.closeTo(value, 6) as number));
    expect(toNormalizedCoordinates(EMPTY, size).length).toBe(0);
  });

  test('refuse boxes in the unit that they make, unless told not to look', () => {
    expect(() => toAbsoluteCoordinates(Float32Array.of(0, 0, 1, 2), size)).toThrow('row 0');
    expect(() => toNormalizedCoordinates(BOX, size)).toThrow('normalised already');
    expect(toNormalizedCoordinates(BOX, {height: 1, width: 1}, {checkRange: false})).toEqual(BOX);
    expect(() => toAbsoluteCoordinates(BOX, {height: 0, width: 1})).toThrow('size.height');
  });
});

describe('clipBoxes with a window', () => {
  test('clamps to it', () => {
    expect([...clipBoxes(Float32Array.of(0, 0, 10, 10), {window: [2, 3, 4, 8]})]).toEqual([2, 3, 4, 8]);
    expect(() => clipBoxes(BOX, {window: [1, 0, 0, 1]})).toThrow(OptionError);
  });
});

describe('choosing rows', () => {
  const boxes = Float32Array.of(0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1, 0.9, 0.9, 1.2, 1.2, 0.25, 0.25, 0.25, 0.25);

  test('names rows, which gatherBoxes takes', () => {
    expect([...boxesInsideWindow(boxes, [0, 0, 1, 1])]).toEqual([0, 1, 3]);
    expect([...boxesOverlappingWindow(boxes, [0.5, 0.5, 0.95, 0.95])]).toEqual([1, 2]);
    expect([...boxesOfMinSide(boxes, 0.4)]).toEqual([0, 1]);
    expect([...gatherBoxes(boxes, [1, 1])]).toEqual([0.5, 0.5, 1, 1, 0.5, 0.5, 1, 1]);
  });

  test('measures how far boxes are covered', () => {
    expect([...boxesCoveredBy(boxes, Float32Array.of(0, 0, 0.5, 0.25), 0.5)]).toEqual([0]);
    expect([...boxesCoveredBy(boxes, EMPTY, 0)]).toEqual([]);
  });

  test('refuses a row that is not there', () => {
    expect(() => gatherBoxes(boxes, [4])).toThrow('indices[0] is 4');
    expect(() => gatherBoxes(boxes, [0.5])).toThrow(OptionError);
    expect(() => boxesOfMinSide(boxes, NaN)).toThrow(OptionError);
    expect(() => boxesCoveredBy(boxes, boxes, 2)).toThrow(OptionError);
  });
});

describe('layouts', () => {
  test("are those of COCO, torchvision and centres, at hand's reach", () => {
    expect([...cocoXywhToYxyx(Float32Array.of(10, 20, 30, 40))]).toEqual([20, 10, 60, 40]);
    expect([...xyxyToYxyx(Float32Array.of(1, 2, 3, 4))]).toEqual([2, 1, 4, 3]);
    expect([...centerSizeToYxyx(Float32Array.of(5, 6, 2, 4))]).toEqual([4, 4, 6, 8]);
  });

  test('go there and back', () => {
    fc.assert(
      fc.property(anyBox, (box) => {
        expect(cocoXywhToYxyx(yxyxToCocoXywh(box))).toEqual(box);
        expect(xyxyToYxyx(yxyxToXyxy(box))).toEqual(box);
        expect(centerSizeToYxyx(yxyxToCenterSize(box))).toEqual(box);
      }),
    );
  });

  test('refuse a side below 0', () => {
    expect(() => cocoXywhToYxyx(Float32Array.of(0, 0, -1, 1))).toThrow(InvalidBoxError);
    expect(() => xyxyToYxyx(Float32Array.of(1, 0, 0, 1))).toThrow(InvalidBoxError);
  });
});
