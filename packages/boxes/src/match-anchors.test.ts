import {OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {pairwiseIou} from './pairwise-iou.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {matchAnchors} from './match-anchors.ts';

/** Boxes of height 1 from `[xmin, xmax]` pairs. */
const spans = (...pairs: readonly (readonly [number, number])[]): Float32Array =>
  Float32Array.from(pairs.flatMap(([a, b]) => [0, a, 1, b]));

describe('matchAnchors', () => {
  test('gives every truth the anchor that it overlaps most, below the threshold too', () => {
    expect([...matchAnchors(spans([0, 1], [2, 3]), spans([0.9, 1.9], [2, 3]))]).toEqual([0, 1]);
  });

  test('gives an anchor that two truths want to the closer, and the other its next best', () => {
    // IoU of truth 0 with anchors 0, 1: 1/3, 0; of truth 1: 2/3, 1/9 = 0.2 / 1.8.
    const anchors = spans([0, 1], [1, 2]);
    const truths = spans([-0.5, 0.5], [0.2, 1.2]);
    expect([...matchAnchors(anchors, truths)]).toEqual([1, -1]);
    expect([...matchAnchors(spans([0, 1], [-1, 0]), truths)]).toEqual([1, 0]);
  });

  test('then gives each anchor left its best truth, strictly above the threshold', () => {
    // Anchor 1 overlaps by exactly one half, anchor 2 by 0.6.
    const anchors = spans([0, 1], [0, 0.5], [0, 0.625]);
    const truths = spans([0, 1]);
    expect([...matchAnchors(anchors, truths)]).toEqual([0, -1, 0]);
    expect([...matchAnchors(anchors, truths, {iouThreshold: 0.49})]).toEqual([0, 0, 0]);
    expect([...matchAnchors(anchors, truths, {iouThreshold: 1})]).toEqual([0, -1, -1]);
  });

  test('breaks ties by the lowest anchor, then the lowest truth', () => {
    const same = spans([0, 1], [0, 1]);
    expect([...matchAnchors(same, spans([0, 1]), {iouThreshold: 1})]).toEqual([0, -1]);
    expect([...matchAnchors(same, same, {iouThreshold: 1})]).toEqual([0, 1]);
    expect([...matchAnchors(spans([0, 1]), same)]).toEqual([0]);
  });

  test('leaves a truth without any overlap, or of no area, without an anchor', () => {
    expect([...matchAnchors(spans([0, 1]), spans([5, 6], [0.5, 0.5]))]).toEqual([-1]);
  });

  test('takes no truth and no anchor', () => {
    expect([...matchAnchors(spans([0, 1]), new Float32Array())]).toEqual([-1]);
    expect(matchAnchors(new Float32Array(), spans([0, 1])).length).toBe(0);
  });

  test('refuses NaN, a wrong length and a threshold out of range', () => {
    expect(() => matchAnchors(spans([0, NaN]), spans([0, 1]))).toThrow(InvalidBoxError);
    expect(() => matchAnchors(spans([0, 1]), spans([0, NaN]))).toThrow('groundTruthBoxes: row 0');
    expect(() => matchAnchors(new Float32Array(6), spans([0, 1]))).toThrow(ShapeError);
    expect(() => matchAnchors(spans([0, 1]), spans([0, 1]), {iouThreshold: NaN})).toThrow(OptionError);
  });

  test('agrees with the plain algorithm on a small grid full of ties', () => {
    const cell = fc.tuple(fc.nat(3), fc.nat(3), fc.integer({min: 1, max: 3}), fc.integer({min: 1, max: 3}));
    const boxes = (max: number): fc.Arbitrary<Float32Array> =>
      fc.array(cell, {maxLength: max}).map((cells) => Float32Array.from(cells.flatMap(([y, x, h, w]) => [y, x, y + h, x + w])));
    fc.assert(
      fc.property(boxes(12), boxes(6), fc.constantFrom(0.3, 0.5), (anchors, truths, iouThreshold) => {
        expect([...matchAnchors(anchors, truths, {iouThreshold})]).toEqual(matchPlainly(anchors, truths, iouThreshold));
      }),
      {numRuns: 300},
    );
  });
});

/** The two steps as they are written down, searching the whole matrix each time. */
function matchPlainly(anchors: Float32Array, truths: Float32Array, iouThreshold: number): number[] {
  const [N, M] = [anchors.length / 4, truths.length / 4];
  const iou = pairwiseIou(anchors, truths); // [N, M]
  const at = (j: number, i: number): number => iou[j * M + i] as number;
  const matches = Array.from({length: N}, () => -1);
  const free = new Set(Array.from({length: M}, (_, i) => i));
  for (;;) {
    let best: {iou: number; anchor: number; truth: number} | undefined;
    for (let j = 0; j < N; j++) {
      for (const i of free) {
        if (matches[j] === -1 && at(j, i) > (best?.iou ?? 1e-6)) best = {iou: at(j, i), anchor: j, truth: i};
      }
    }
    if (best === undefined) break;
    matches[best.anchor] = best.truth;
    free.delete(best.truth);
  }
  for (let j = 0; j < N; j++) {
    if (matches[j] !== -1) continue;
    const row = Array.from({length: M}, (_, i) => at(j, i));
    const most = Math.max(...row);
    if (most > iouThreshold) matches[j] = row.indexOf(most);
  }
  return matches;
}
