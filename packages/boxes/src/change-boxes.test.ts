import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {clipBoxes} from './clip-boxes.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {flipBoxesHorizontally} from './flip-boxes-horizontally.ts';
import {openImagesRowToYxyx} from './open-images-row-to-yxyx.ts';

describe('clipBoxes', () => {
  test('clamps every side and leaves its input alone', () => {
    const boxes = Float32Array.of(-0.5, 0.25, 0.5, 1.5, 2, 2, 3, 3);
    expect([...clipBoxes(boxes)]).toEqual([0, 0.25, 0.5, 1, 1, 1, 1, 1]);
    expect(boxes[0]).toBe(-0.5);
  });

  test('keeps no box and refuses NaN', () => {
    expect(clipBoxes(new Float32Array()).length).toBe(0);
    expect(() => clipBoxes(Float32Array.of(NaN, 0, 1, 1))).toThrow(InvalidBoxError);
  });
});

describe('flipBoxesHorizontally', () => {
  test('mirrors x and leaves y', () => {
    expect([...flipBoxesHorizontally(Float32Array.of(0.125, 0.25, 0.5, 0.625))]).toEqual([0.125, 0.375, 0.5, 0.75]);
  });

  test('returns to the start when done twice', () => {
    const side = fc.integer({min: 0, max: 1024}).map((value) => value / 1024);
    fc.assert(
      fc.property(fc.tuple(side, side, side, side), ([a, b, c, d]) => {
        const box = [Math.min(a, c), Math.min(b, d), Math.max(a, c), Math.max(b, d)];
        expect([...flipBoxesHorizontally(flipBoxesHorizontally(Float32Array.from(box)))]).toEqual(box);
      }),
    );
  });

  test('keeps no box and refuses NaN', () => {
    expect(flipBoxesHorizontally(new Float32Array()).length).toBe(0);
    expect(() => flipBoxesHorizontally(Float32Array.of(0, NaN, 1, 1))).toThrow(InvalidBoxError);
  });
});

describe('openImagesRowToYxyx', () => {
  test('reorders a row of the training table', () => {
    expect(openImagesRowToYxyx(0.56025, 0.951487, 0.696401, 1)).toEqual([0.696401, 0.56025, 1, 0.951487]);
  });

  test('refuses NaN and a reversed box', () => {
    expect(() => openImagesRowToYxyx(NaN, 1, 0, 1)).toThrow(InvalidBoxError);
    expect(() => openImagesRowToYxyx(0.5, 0.25, 0, 1)).toThrow('XMin <= XMax');
  });
});
