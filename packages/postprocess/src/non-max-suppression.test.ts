import {InvalidBoxError} from '@oid/boxes';
import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {nonMaxSuppression} from './non-max-suppression.ts';

/** Boxes 2 high and 4 wide, moved right by x. */
const moved = (...xs: readonly number[]): Float32Array => Float32Array.from(xs.flatMap((x) => [0, x, 2, x + 4]));

describe('nonMaxSuppression', () => {
  test('keeps the higher score when two boxes overlap', () => {
    expect([...nonMaxSuppression(moved(0, 1, 10), Float32Array.of(0.5, 0.9, 0.7))]).toEqual([1, 2]);
  });

  test('drops at the threshold itself, keeps below it', () => {
    // Moved by 1 of 4: 6 shared of 10.
    const iou = 6 / 10;
    const [boxes, scores] = [moved(0, 1), Float32Array.of(2, 1)];
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold: iou})]).toEqual([0]);
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold: iou + 1e-6})]).toEqual([0, 1]);
  });

  test('lets only kept boxes drop others', () => {
    // The second falls to the first; the third overlaps only the second by enough.
    expect([...nonMaxSuppression(moved(0, 1, 2), Float32Array.of(3, 2, 1))]).toEqual([0, 2]);
  });

  test('takes equal scores in order of index', () => {
    expect([...nonMaxSuppression(moved(0, 0, 20, 10), Float32Array.of(1, 1, 1, 1))]).toEqual([0, 2, 3]);
  });

  test('drops within a class only, where classes are given', () => {
    const [boxes, scores] = [moved(0, 0, 0), Float32Array.of(0.3, 0.2, 0.1)];
    expect([...nonMaxSuppression(boxes, scores, {classes: Int32Array.of(1, 2, 1)})]).toEqual([0, 1]);
  });

  test('leaves out scores at the threshold and stops at the limit', () => {
    const [boxes, scores] = [moved(0, 10, 20, 30), Float32Array.of(0.5, 0.25, 0.75, 1)];
    expect([...nonMaxSuppression(boxes, scores, {scoreThreshold: 0.25})]).toEqual([3, 2, 0]);
    expect([...nonMaxSuppression(boxes, scores, {maxDetections: 2})]).toEqual([3, 2]);
    expect([...nonMaxSuppression(boxes, scores, {maxDetections: 0})]).toEqual([]);
  });

  test("drops only above the threshold by TensorFlow's rule", () => {
    const [boxes, scores] = [moved(0, 1), Float32Array.of(2, 1)];
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold: 0.6, rule: 'above'})]).toEqual([0, 1]);
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold: 0.59, rule: 'above'})]).toEqual([0]);
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold: 0, rule: 'above'})]).toEqual([0]);
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold: 0, rule: 'above', classes: Int32Array.of(-7, 9)})]).toEqual([0, 1]);
    expect(nonMaxSuppression(boxes, scores, {maxDetections: 0, rule: 'above'}).length).toBe(0);
    expect(() => nonMaxSuppression(boxes, scores, {rule: 'over' as 'above'})).toThrow(OptionError);
  });

  test('keeps nothing of nothing', () => {
    expect(nonMaxSuppression(new Float32Array(), new Float32Array()).length).toBe(0);
    expect(nonMaxSuppression(new Float32Array(), new Float32Array(), {rule: 'above'}).length).toBe(0);
  });

  test('refuses NaN, lengths that do not fit, and options out of range', () => {
    const [boxes, scores] = [moved(0), Float32Array.of(1)];
    expect(() => nonMaxSuppression(boxes, Float32Array.of(NaN))).toThrow(NotFiniteError);
    expect(() => nonMaxSuppression(Float32Array.of(0, NaN, 1, 1), scores)).toThrow(InvalidBoxError);
    expect(() => nonMaxSuppression(boxes, new Float32Array(2))).toThrow('scores has shape [2], but must be [1]');
    expect(() => nonMaxSuppression(boxes, scores, {classes: new Int32Array(2)})).toThrow(ShapeError);
    expect(() => nonMaxSuppression(boxes, scores, {iouThreshold: 0})).toThrow(OptionError);
    expect(() => nonMaxSuppression(boxes, scores, {maxDetections: 1.5})).toThrow(OptionError);
    expect(() => nonMaxSuppression(boxes, scores, {scoreThreshold: NaN})).toThrow(OptionError);
  });

  test('changes nothing when run again on what it kept', () => {
    const xs = fc.array(fc.tuple(fc.integer({min: 0, max: 12}), fc.integer({min: 0, max: 5})), {maxLength: 20});
    fc.assert(
      fc.property(xs, (pairs) => {
        const boxes = moved(...pairs.map(([x]) => x));
        const scores = Float32Array.from(pairs, ([, score]) => score);
        const kept = [...nonMaxSuppression(boxes, scores)];
        const again = nonMaxSuppression(
          moved(...kept.map((i) => pairs[i]?.[0] as number)),
          Float32Array.from(kept, (i) => scores[i] as number),
        );
        expect([...again]).toEqual([...kept.keys()]);
      }),
    );
  });
});
