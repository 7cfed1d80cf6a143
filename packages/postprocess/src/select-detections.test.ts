import {InvalidBoxError} from '@oid/boxes';
import {createRandom, NotFiniteError, OptionError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {decodeBoxEncodings, multiClassNonMaxSuppression, selectDetections} from './index.ts';
import type {MultiClassNonMaxSuppressionOptions} from './index.ts';

const ROWS = 300;
const CLASSES = 4;
const random = createRandom(11);
const draw = (count: number, from: () => number): Float32Array => Float32Array.from({length: count}, from);
const anchors = new Float32Array(4 * ROWS);
for (let i = 0; i < ROWS; i++) {
  const [y, x] = [random.uniform(), random.uniform()];
  anchors.set([y, x, y + 0.1 + 0.3 * random.uniform(), x + 0.1 + 0.2 * random.uniform()], 4 * i);
}
const scores = draw(ROWS * CLASSES, () => random.uniform());
const encodings = {1: draw(4 * ROWS, () => random.normal()), [CLASSES]: draw(4 * ROWS * CLASSES, () => random.normal())};

describe('selectDetections', () => {
  test.each<[1 | typeof CLASSES, MultiClassNonMaxSuppressionOptions]>([
    [1, {}],
    [CLASSES, {iouThreshold: 0.3, maxDetectionsPerClass: 10}],
    [1, {revision: 'E1', clipWindow: [0.2, 0.1, 0.9, 0.7], changeCoordinateFrame: true}],
    [CLASSES, {clipWindow: [0.2, 0.1, 0.9, 0.7], method: 'classAgnostic'}],
    [CLASSES, {softNmsSigma: 0.5, clipWindow: [0, 0, 1, 1], maxTotalDetections: 50}],
    [1, {method: 'combined', padToMaxTotal: true, scoreThreshold: 0.9}],
    [CLASSES, {maxDetectionsPerClass: Infinity, maxTotalDetections: Infinity}],
  ])('decodes and then suppresses: %i boxes a row, %o', (boxesPerAnchor, options) => {
    const boxEncodings = encodings[boxesPerAnchor];
    const scaleFactors = [5, 4, 3, 2] as const;
    const boxes = decodeBoxEncodings(boxEncodings, anchors, {scaleFactors, boxesPerAnchor});
    const expected = multiClassNonMaxSuppression(boxes, scores, CLASSES, options);
    expect(selectDetections(scores, boxEncodings, anchors, CLASSES, {...options, scaleFactors})).toEqual(expected);
    expect(expected.count).toBeGreaterThan(0);
  });

  test('finds nothing without anchors', () => {
    expect(selectDetections(new Float32Array(), new Float32Array(), new Float32Array(), 2).count).toBe(0);
  });

  test('refuses NaN, lengths that do not fit and bad factors', () => {
    const anchor = Float32Array.of(0, 0, 1, 1);
    const score = Float32Array.of(0.5);
    expect(() => selectDetections(score, Float32Array.of(0, 0, 0, NaN), anchor, 1)).toThrow(NotFiniteError);
    expect(() => selectDetections(Float32Array.of(NaN), new Float32Array(4), anchor, 1)).toThrow(NotFiniteError);
    expect(() => selectDetections(score, new Float32Array(4), Float32Array.of(0, 0, NaN, 1), 1)).toThrow('anchors: row 0');
    expect(() => selectDetections(score, Float32Array.of(0, 0, 0, 5000), anchor, 1)).toThrow(InvalidBoxError);
    expect(() => selectDetections(score, new Float32Array(8), anchor, 1)).toThrow(ShapeError);
    expect(() => selectDetections(score, new Float32Array(4), new Float32Array(8), 1)).toThrow('anchors has shape [8]');
    expect(() => selectDetections(score, new Float32Array(4), anchor, 1, {scaleFactors: [0, 1, 1, 1]})).toThrow(OptionError);
  });
});
