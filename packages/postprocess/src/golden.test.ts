import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {detectionsOf, firstClassScores, randomCandidates} from '../fixtures/golden-outputs.ts';
import type {MultiClassGolden} from '../fixtures/golden-outputs.ts';
import {convertScores, decodeBoxEncodings, multiClassNonMaxSuppression, nonMaxSuppression, softNonMaxSuppression} from './index.ts';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}`, import.meta.url), 'utf8'));
const golden = read('multi-class.json') as MultiClassGolden;
const torchvision = read('torchvision.json') as {
  iouThreshold: number;
  count: number;
  classes: number;
  seed: number;
  nms: number[];
  batchedNms: number[];
};

/** From the shortest decimals back to float32 values. */
const floats = (values: readonly number[]): number[] => [...Float32Array.from(values)];
const near = (values: readonly number[], digits: number): number[] => values.map((value) => expect.closeTo(value, digits) as number);

describe('multiClassNonMaxSuppression', () => {
  test.each(golden.cases.map((entry, index) => [index, entry.options, entry] as const))(
    "gives the reference's detections, bit for bit but for soft scores: case %i, %o",
    (index, options, {boxes, scores, classes}) => {
      const found = detectionsOf(golden, index);
      expect([...found.classes]).toEqual(classes);
      expect([...found.scores]).toEqual(options.softNmsSigma === undefined ? floats(scores) : near(scores, 6));
      expect([...found.boxes]).toEqual(floats(boxes));
      expect(found.count).toBe(classes.length);
    },
  );

  test('has golden cases in which the revisions differ', () => {
    const of = (revision: string): number[][] => golden.cases.flatMap(({options, boxes}) => (options.revision === revision ? [boxes] : []));
    const [old, later] = [of('E1'), of('E2')];
    expect(old.filter((boxes, k) => boxes.join() !== later[k]?.join()).length).toBeGreaterThanOrEqual(3);
  });
});

describe('nonMaxSuppression and softNonMaxSuppression', () => {
  test.each(golden.suppression)("keep the indices of TensorFlow's operator: $scoresOf, sigma $sigma, IoU $iouThreshold", (entry) => {
    const boxes = Float32Array.from(golden.boxes.shared);
    const scores = firstClassScores(golden, entry.scoresOf);
    const options = {...entry, scoreThreshold: entry.scoreThreshold ?? -Infinity};
    if (entry.sigma === 0) {
      expect([...nonMaxSuppression(boxes, scores, {...options, rule: 'above'})]).toEqual(entry.indices);
      return;
    }
    const found = softNonMaxSuppression(boxes, scores, options);
    expect([...found.indices]).toEqual(entry.indices);
    expect([...found.scores]).toEqual(near(entry.scores, 6));
  });

  test("keep torchvision's indices of 10,000 boxes", () => {
    const {boxes, scores, classes} = randomCandidates(torchvision.count, torchvision.classes, torchvision.seed);
    const {iouThreshold} = torchvision;
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold, rule: 'above'})]).toEqual(torchvision.nms);
    expect([...nonMaxSuppression(boxes, scores, {iouThreshold, rule: 'above', classes})]).toEqual(torchvision.batchedNms);
    // As a matrix of scores, where each box has one class.
    const matrix = new Float32Array(torchvision.count * torchvision.classes);
    for (const [row, c] of classes.entries()) matrix[row * torchvision.classes + c] = (scores[row] as number) + 1;
    const found = multiClassNonMaxSuppression(boxes, matrix, torchvision.classes, {
      iouThreshold,
      scoreThreshold: 0.5,
      maxDetectionsPerClass: Infinity,
      maxTotalDetections: Infinity,
    });
    expect([...found.rows].sort((a, b) => a - b)).toEqual([...torchvision.batchedNms].sort((a, b) => a - b));
  });
});

describe('convertScores', () => {
  test.each([1, 2.5])("agrees with TensorFlow's functions at a logit scale of %d", (logitScale) => {
    const logits = Float32Array.from(golden.logits);
    const expected = golden.converters[logitScale.toFixed(1)];
    const columns = golden.numClasses + 1;
    const convert = (options: Parameters<typeof convertScores>[2]): number[] => [
      ...convertScores(logits, columns, {logitScale, ...options}),
    ];
    expect(convert({converter: 'sigmoid', keepBackground: true})).toEqual(near(expected?.sigmoid ?? [], 6));
    expect(convert({converter: 'softmax', keepBackground: true})).toEqual(near(expected?.softmax ?? [], 6));
    expect(convert({converter: 'softmax', revision: 'E1'})).toEqual(near(expected?.softmaxOfClasses ?? [], 6));
    expect(convert({converter: 'softmax'})).toEqual(near(expected?.softmax.filter((_, k) => k % columns !== 0) ?? [], 6));
  });
});

describe('decodeBoxEncodings', () => {
  test.each(Object.entries(golden.decoding.boxes))("agrees with the API's coder under scale factors %s", (factors, boxes) => {
    const scaleFactors = factors.split(',').map(Number) as unknown as readonly [number, number, number, number];
    const {encodings, anchors} = golden.decoding;
    const found = decodeBoxEncodings(Float32Array.from(encodings), Float32Array.from(anchors), {scaleFactors});
    for (const [k, value] of boxes.entries())
      expect(Math.abs((found[k] as number) - value)).toBeLessThan(1e-6 * Math.max(1, Math.abs(value)));
  });
});
