import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {averagePrecision} from './average-precision.ts';

describe('averagePrecision', () => {
  test('is 1 when every truth is found before any mistake', () => {
    expect(averagePrecision([0.9, 0.8, 0.1], [1, 1, 0], 2)).toBe(1);
  });

  test('lifts precision to the best at any higher recall', () => {
    // By score: false, true, true, false, true. Precision at the true ones 1/2, 2/3, 3/5; lifted 2/3, 2/3, 3/5. Four truths.
    const area = (2 / 3 + 2 / 3 + 3 / 5) / 4;
    expect(averagePrecision([0.5, 0.9, 0.7, 0.8, 0.6], [1, 0, 1, 1, 0], 4)).toBeCloseTo(area, 12);
  });

  test('is 0 without detections, and without true ones', () => {
    expect(averagePrecision([], [], 3)).toBe(0);
    expect(averagePrecision([0.5], [0], 3)).toBe(0);
  });

  test('ranks equal scores in their order', () => {
    expect(averagePrecision([0.5, 0.5], [1, 0], 1)).toBe(1);
    expect(averagePrecision([0.5, 0.5], [0, 1], 1)).toBe(0.5);
  });

  test('refuses what would give NaN', () => {
    expect(() => averagePrecision([NaN], [1], 1)).toThrow(NotFiniteError);
    expect(() => averagePrecision([0.5], [NaN], 1)).toThrow('labels: element 0');
    expect(() => averagePrecision([0.5], [1, 0], 1)).toThrow(ShapeError);
    expect(() => averagePrecision([0.5], [1], 0)).toThrow(OptionError);
  });

  test('equals the sum over the curve written out', () => {
    const detections = fc.array(fc.tuple(fc.integer({min: 0, max: 1000}), fc.constantFrom(0, 1)), {maxLength: 30});
    fc.assert(
      fc.property(detections, fc.nat(5), (pairs, missed) => {
        const truths = pairs.filter(([, label]) => label === 1).length + missed;
        fc.pre(truths > 0);
        const [scores, labels] = [pairs.map(([score]) => score), pairs.map(([, label]) => label)];
        expect(averagePrecision(scores, labels, truths)).toBeCloseTo(areaWrittenOut(pairs, truths), 10);
      }),
    );
  });
});

/** Recall and precision with sentinels at both ends, the running maximum, and the sum of rectangles. */
function areaWrittenOut(pairs: readonly (readonly [number, number])[], truths: number): number {
  const sorted = [...pairs].sort(([a], [b]) => b - a);
  const [recalls, precisions] = [[0], [0]];
  let found = 0;
  for (const [index, [, label]] of sorted.entries()) {
    found += label;
    recalls.push(found / truths);
    precisions.push(found / (index + 1));
  }
  recalls.push(1);
  precisions.push(0);
  const lifted = precisions.map((_, k) => Math.max(...precisions.slice(k)));
  return recalls.reduce((area, recall, k) => (k === 0 ? 0 : area + (recall - (recalls[k - 1] as number)) * (lifted[k] as number)), 0);
}
