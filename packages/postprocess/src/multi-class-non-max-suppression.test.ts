import {InvalidBoxError} from '@oid/boxes';
import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {MULTI_CLASS_NON_MAX_SUPPRESSION_DEFAULTS, multiClassNonMaxSuppression} from './index.ts';
import type {MultiClassNonMaxSuppressionOptions} from './index.ts';

/** Boxes 2 high and 4 wide, moved right by x. */
const moved = (...xs: readonly number[]): Float32Array => Float32Array.from(xs.flatMap((x) => [0, x, 2, x + 4]));
const NONE = {boxes: new Float32Array(), scores: new Float32Array(), classes: new Int32Array(), rows: new Int32Array(), count: 0};

/** The steps of revision E2 one after another, with the language's sort. */
function stepByStep(
  boxes: readonly number[][],
  scores: readonly number[][],
  options: {scoreThreshold: number; iouThreshold: number; maxDetectionsPerClass: number; maxTotalDetections: number},
): number[][] {
  const iou = (a: readonly number[], b: readonly number[]): number => {
    const [y0, x0, y1, x1] = a as [number, number, number, number];
    const [v0, u0, v1, u1] = b as [number, number, number, number];
    const shared = Math.max(0, Math.min(y1, v1) - Math.max(y0, v0)) * Math.max(0, Math.min(x1, u1) - Math.max(x0, u0));
    return shared === 0 ? 0 : shared / ((y1 - y0) * (x1 - x0) + (v1 - v0) * (u1 - u0) - shared);
  };
  const found: {row: number; c: number; score: number}[] = [];
  for (let c = 0; c < 2; c++) {
    const order = scores
      .map((row, i) => ({row: i, c, score: row[c] as number}))
      .filter(({score}) => score > options.scoreThreshold)
      .sort((a, b) => b.score - a.score || a.row - b.row);
    const kept: typeof order = [];
    for (const candidate of order) {
      if (kept.length === options.maxDetectionsPerClass) break;
      const box = boxes[candidate.row] as number[];
      if (kept.every(({row}) => iou(boxes[row] as number[], box) <= options.iouThreshold)) kept.push(candidate);
    }
    found.push(...kept);
  }
  const inWindow = found.filter(({row}) => {
    const [y0, x0, y1, x1] = (boxes[row] as number[]).map((value) => Math.min(8, Math.max(0, value))) as [number, number, number, number];
    return (y1 - y0) * (x1 - x0) > 0;
  });
  return inWindow
    .sort((a, b) => b.score - a.score || a.c - b.c)
    .slice(0, options.maxTotalDetections)
    .map(({row, c}) => [row, c + 1]);
}

describe('multiClassNonMaxSuppression', () => {
  test('lets boxes compete within their class, and sorts all of them', () => {
    const scores = Float32Array.of(0.5, 0.25, 0.75, 0.125, 0, 0.375);
    const found = multiClassNonMaxSuppression(moved(0, 0.5, 10), scores, 2);
    expect([...found.rows]).toEqual([1, 2, 0]);
    expect([...found.classes]).toEqual([1, 2, 2]);
    expect([...found.scores]).toEqual([0.75, 0.375, 0.25]);
    expect([...found.boxes]).toEqual([0, 0.5, 2, 4.5, 0, 10, 2, 14, 0, 0, 2, 4]);
  });

  test('is the step-by-step algorithm, ties and limits included', () => {
    const side = fc.integer({min: 0, max: 4});
    const corner = fc.integer({min: -2, max: 8});
    const box = fc.tuple(corner, corner, side, side).map(([y, x, h, w]) => [y, x, y + h, x + w]);
    const score = fc.integer({min: 0, max: 4}).map((k) => k / 4);
    const options = fc.record({
      scoreThreshold: fc.constantFrom(0, 0.25),
      iouThreshold: fc.constantFrom(0, 0.25, 0.5, 1),
      maxDetectionsPerClass: fc.integer({min: 0, max: 6}),
      maxTotalDetections: fc.integer({min: 0, max: 10}),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(box, score, score), {maxLength: 40}), options, (rows, settings) => {
        const boxes = rows.map(([values]) => values);
        const scores = rows.map(([, a, b]) => [a, b]);
        const found = multiClassNonMaxSuppression(Float32Array.from(boxes.flat()), Float32Array.from(scores.flat()), 2, {
          ...settings,
          clipWindow: [0, 0, 8, 8],
        });
        expect([...found.rows].map((row, k) => [row, found.classes[k]])).toEqual(stepByStep(boxes, scores, settings));
      }),
    );
  });

  test('cuts boxes to a window before they compete in E1, and after in E2', () => {
    // Inside the window both are [0, 2, 2, 4]; outside they share little.
    const boxes = Float32Array.of(0, 2, 2, 12, 0, -8, 2, 4);
    const scores = Float32Array.of(0.5, 0.75);
    const clipWindow = [0, 2, 2, 4] as const;
    expect([...multiClassNonMaxSuppression(boxes, scores, 1, {clipWindow, revision: 'E1'}).rows]).toEqual([1]);
    const later = multiClassNonMaxSuppression(boxes, scores, 1, {clipWindow, changeCoordinateFrame: true});
    expect([...later.rows]).toEqual([1, 0]);
    expect([...later.boxes]).toEqual([0, 0, 1, 1, 0, 0, 1, 1]);
  });

  test('leaves out what a window leaves no area of, having let it compete', () => {
    const found = multiClassNonMaxSuppression(moved(0, 0.5), Float32Array.of(0.75, 0.5), 1, {clipWindow: [0, 4, 2, 8]});
    expect(found).toEqual(NONE);
    expect([
      ...multiClassNonMaxSuppression(moved(0, 0.5), Float32Array.of(0.75, 0.5), 1, {clipWindow: [0, 4, 2, 8], revision: 'E1'}).rows,
    ]).toEqual([1]);
  });

  test('pads with zeros, and rows of -1', () => {
    const found = multiClassNonMaxSuppression(moved(1), Float32Array.of(0.5), 1, {padToMaxTotal: true, maxTotalDetections: 3});
    expect(found.count).toBe(1);
    expect([...found.scores]).toEqual([0.5, 0, 0]);
    expect([...found.classes]).toEqual([1, 0, 0]);
    expect([...found.rows]).toEqual([0, -1, -1]);
    expect([...found.boxes]).toEqual([0, 1, 2, 5, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('gives a box once for its best class when classes do not matter', () => {
    const scores = Float32Array.of(0.5, 0.25, 0.125, 0.75, 0.375, 0.375);
    const found = multiClassNonMaxSuppression(moved(0, 0.5, 10), scores, 2, {method: 'classAgnostic'});
    expect([...found.rows]).toEqual([1, 2]);
    expect([...found.classes]).toEqual([2, 1]);
  });

  test('holds with 10,000 equal boxes of equal score', () => {
    const boxes = Float32Array.from({length: 40_000}, (_, k) => (k % 4 < 2 ? 0 : 1));
    const scores = new Float32Array(20_000).fill(0.5);
    expect([...multiClassNonMaxSuppression(boxes, scores, 2).rows]).toEqual([0, 0]);
    expect([...multiClassNonMaxSuppression(boxes, scores, 2, {iouThreshold: 1, maxTotalDetections: 3}).rows]).toEqual([0, 1, 2]);
  });

  test('finds nothing in nothing', () => {
    expect(multiClassNonMaxSuppression(new Float32Array(), new Float32Array(), 3)).toEqual(NONE);
    expect(multiClassNonMaxSuppression(moved(0), Float32Array.of(0), 1)).toEqual(NONE);
    expect(multiClassNonMaxSuppression(moved(0), Float32Array.of(1), 1, {maxTotalDetections: 0})).toEqual(NONE);
  });

  test('refuses NaN, boxes that are none, and lengths that do not fit', () => {
    const scores = Float32Array.of(0.5, 0.25);
    expect(() => multiClassNonMaxSuppression(moved(0, 1), Float32Array.of(0.5, NaN), 1)).toThrow(NotFiniteError);
    expect(() => multiClassNonMaxSuppression(moved(0), Float32Array.of(0.5, -Infinity), 2, {method: 'classAgnostic'})).toThrow(
      'scores: element 1',
    );
    expect(() => multiClassNonMaxSuppression(Float32Array.of(0, 0, 1, 1, 1, 0, 0, 1), scores, 1)).toThrow('boxes: row 1');
    expect(() => multiClassNonMaxSuppression(moved(0, Infinity), scores, 1)).toThrow(InvalidBoxError);
    expect(() => multiClassNonMaxSuppression(moved(0, 1, 2), scores, 1)).toThrow(ShapeError);
    expect(() => multiClassNonMaxSuppression(moved(0), Float32Array.of(1, 1, 1), 2)).toThrow('scores has shape [3]');
    expect(() => multiClassNonMaxSuppression(moved(0), scores, 0)).toThrow(OptionError);
  });

  test.each<MultiClassNonMaxSuppressionOptions>([
    {scoreThreshold: NaN},
    {scoreThreshold: Infinity},
    {iouThreshold: 1.5},
    {iouThreshold: NaN},
    {maxDetectionsPerClass: -1},
    {maxTotalDetections: 1.5},
    {clipWindow: [0, 0, NaN, 1]},
    {clipWindow: [1, 0, 0, 1]},
    {clipWindow: [0, 0, 0, 1], changeCoordinateFrame: true},
    {changeCoordinateFrame: true},
    {method: 'combined', changeCoordinateFrame: true, clipWindow: [0, 0, 1, 1]},
    {method: 'combined', softNmsSigma: 0.5},
    {method: 'classAgnostic', revision: 'E1'},
    {method: 'other' as 'combined'},
    {revision: 'E4' as 'E3'},
    {softNmsSigma: -1},
    {softNmsSigma: 0.5, revision: 'E1'},
    {padToMaxTotal: true, maxTotalDetections: Infinity},
  ])('refuses the options %o', (options) => {
    expect(() => multiClassNonMaxSuppression(moved(0), Float32Array.of(0.5), 1, options)).toThrow(OptionError);
  });

  test("has the schema's defaults", () => {
    expect(MULTI_CLASS_NON_MAX_SUPPRESSION_DEFAULTS).toMatchObject({
      scoreThreshold: 0,
      iouThreshold: 0.6,
      maxDetectionsPerClass: 100,
      maxTotalDetections: 100,
      softNmsSigma: 0,
    });
  });
});
