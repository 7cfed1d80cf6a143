import {InvalidBoxError} from '@oid/boxes';
import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {SOFT_NON_MAX_SUPPRESSION_DEFAULTS, softNonMaxSuppression} from './index.ts';

/** Boxes 2 high and 4 wide, moved right by x. */
const moved = (...xs: readonly number[]): Float32Array => Float32Array.from(xs.flatMap((x) => [0, x, 2, x + 4]));

describe('softNonMaxSuppression', () => {
  test('lowers the score of an overlapping box, and sorts it in where it belongs then', () => {
    // The second shares 6 of 10 with the first.
    const found = softNonMaxSuppression(moved(0, 1, 10), Float32Array.of(0.9, 0.8, 0.5), {sigma: 0.25});
    expect([...found.indices]).toEqual([0, 2, 1]);
    expect([...found.scores]).toEqual([0.9, 0.5, 0.8 * Math.exp(-0.36 / 0.5)].map((score) => expect.closeTo(score, 6) as number));
  });

  test('drops above the IoU threshold, and at a score that has fallen too far', () => {
    const [boxes, scores] = [moved(0, 1, 10), Float32Array.of(0.9, 0.8, 0.5)];
    expect([...softNonMaxSuppression(boxes, scores, {iouThreshold: 0.5}).indices]).toEqual([0, 2]);
    expect([...softNonMaxSuppression(boxes, scores, {sigma: 0.25, scoreThreshold: 0.45}).indices]).toEqual([0, 2]);
    expect([...softNonMaxSuppression(boxes, scores, {maxDetections: 1}).indices]).toEqual([0]);
  });

  test('keeps nothing of nothing', () => {
    expect(softNonMaxSuppression(new Float32Array(), new Float32Array())).toEqual({indices: new Int32Array(), scores: new Float32Array()});
  });

  test('refuses NaN, lengths that do not fit, and options out of range', () => {
    const [boxes, scores] = [moved(0), Float32Array.of(1)];
    expect(() => softNonMaxSuppression(boxes, Float32Array.of(NaN))).toThrow(NotFiniteError);
    expect(() => softNonMaxSuppression(Float32Array.of(0, NaN, 1, 1), scores)).toThrow(InvalidBoxError);
    expect(() => softNonMaxSuppression(boxes, new Float32Array(2))).toThrow(ShapeError);
    expect(() => softNonMaxSuppression(boxes, scores, {sigma: 0})).toThrow(OptionError);
    expect(() => softNonMaxSuppression(boxes, scores, {iouThreshold: 2})).toThrow(OptionError);
    expect(() => softNonMaxSuppression(boxes, scores, {scoreThreshold: NaN})).toThrow(OptionError);
  });

  test('has the defaults of the paper', () => {
    expect(SOFT_NON_MAX_SUPPRESSION_DEFAULTS).toMatchObject({sigma: 0.5, scoreThreshold: 0.001});
  });
});
