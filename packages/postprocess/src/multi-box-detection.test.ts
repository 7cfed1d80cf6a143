import {readFileSync} from 'node:fs';
import {InvalidBoxError} from '@oid/boxes';
import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {MULTI_BOX_DETECTION_DEFAULTS, multiBoxDetection} from './multi-box-detection.ts';
import {softmaxScores} from './softmax-scores.ts';

type Golden = {
  numClassesWithBackground: number;
  classLogits: number[];
  scores: number[];
  anchors: number[];
  boxEncodings: number[];
  cases: {
    options: {scoreThreshold: number; iouThreshold: number; acrossClasses: boolean; clip: boolean};
    classes: number[];
    scores: number[];
    boxes: number[];
  }[];
};
const golden = JSON.parse(readFileSync(new URL('../fixtures/multi-box-detection.json', import.meta.url), 'utf8')) as Golden;

const near = (values: readonly number[], digits: number): number[] => values.map((value) => expect.closeTo(value, digits) as number);

/** The upper and the lower half of the image, and the upper half again. */
const ANCHORS = Float32Array.of(0, 0, 0.5, 1, 0.5, 0, 1, 1, 0, 0, 0.5, 1);
const NO_OFFSET = new Float32Array(12);

describe('multiBoxDetection', () => {
  test('gives each anchor its best class, sorts by score, and drops overlaps of one class', () => {
    const scores = Float32Array.of(0.5, 0.25, 0.125, 0.0, 0.25, 0.75, 0.5, 0.375, 0.125);
    const found = multiBoxDetection(scores, NO_OFFSET, ANCHORS);
    expect(found.count).toBe(2);
    expect([...found.classes]).toEqual([2, 1]);
    expect([...found.scores]).toEqual([0.75, 0.375]);
    expect([...found.boxes]).toEqual([0.5, 0, 1, 1, 0, 0, 0.5, 1]);
  });

  test('keeps overlaps of different classes unless asked to drop across classes', () => {
    const scores = Float32Array.of(0.5, 0.5, 0, 1, 0, 0, 0.75, 0, 0.25);
    expect([...multiBoxDetection(scores, NO_OFFSET, ANCHORS).classes]).toEqual([1, 2]);
    expect([...multiBoxDetection(scores, NO_OFFSET, ANCHORS, {acrossClasses: true}).classes]).toEqual([1]);
  });

  test('leaves out scores at the threshold, and stops at the limit', () => {
    const scores = Float32Array.of(0.5, 0.5, 0.75, 0.25, 0, 1);
    expect([...multiBoxDetection(scores, NO_OFFSET, ANCHORS, {scoreThreshold: 0.25, iouThreshold: 1}).scores]).toEqual([1]);
    expect([...multiBoxDetection(scores, NO_OFFSET, ANCHORS, {maxDetections: 1}).scores]).toEqual([1]);
  });

  test('clips before comparing, and then leaves out what lies outside', () => {
    // The second anchor moves down by its own height, out of the image; the first by half of it.
    const encodings = Float32Array.of(5, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0);
    const scores = Float32Array.of(0, 0.5, 0, 0.75, 0, 0.25);
    const clipped = multiBoxDetection(scores, encodings, ANCHORS);
    expect([...clipped.boxes]).toEqual([0.25, 0, 0.75, 1, 0, 0, 0.5, 1]);
    const whole = multiBoxDetection(scores, encodings, ANCHORS, {clip: false});
    expect([...whole.boxes]).toEqual([1, 0, 1.5, 1, 0.25, 0, 0.75, 1, 0, 0, 0.5, 1]);
  });

  test('undoes the scale factors it is given', () => {
    const scores = Float32Array.of(0, 1);
    const found = multiBoxDetection(scores, Float32Array.of(0.5, 0, 0, 0), ANCHORS.slice(0, 4), {scaleFactors: [1, 1, 1, 1]});
    expect([...found.boxes]).toEqual([0.25, 0, 0.75, 1]);
  });

  test.each(golden.cases)("agrees with MXNet's operator under $options", ({options, classes, scores, boxes}) => {
    const shares = softmaxScores(Float32Array.from(golden.classLogits), golden.numClassesWithBackground);
    expect([...shares]).toEqual(near(golden.scores, 6));
    const found = multiBoxDetection(shares, Float32Array.from(golden.boxEncodings), Float32Array.from(golden.anchors), options);
    expect(found.count).toBe(classes.length);
    expect([...found.classes]).toEqual(classes);
    expect([...found.scores]).toEqual(near(scores, 6));
    expect([...found.boxes]).toEqual(near(boxes, 5));
  });

  test('finds nothing without anchors or above the threshold', () => {
    const none = {boxes: new Float32Array(), scores: new Float32Array(), classes: new Int32Array(), count: 0};
    expect(multiBoxDetection(new Float32Array(), new Float32Array(), new Float32Array())).toEqual(none);
    expect(multiBoxDetection(Float32Array.of(1, 0, 1, 0, 1, 0), NO_OFFSET, ANCHORS)).toEqual(none);
  });

  test('refuses NaN anywhere, below the threshold too', () => {
    const scores = Float32Array.of(1, 0, 1, 0, 1, 0);
    expect(() => multiBoxDetection(scores.with(5, NaN), NO_OFFSET, ANCHORS)).toThrow(NotFiniteError);
    expect(() => multiBoxDetection(scores, NO_OFFSET.with(0, NaN), ANCHORS)).toThrow('boxEncodings: element 0 is NaN');
    expect(() => multiBoxDetection(scores, NO_OFFSET, ANCHORS.with(0, NaN))).toThrow(InvalidBoxError);
  });

  test('refuses lengths that do not fit', () => {
    const scores = new Float32Array(6);
    expect(() => multiBoxDetection(scores, new Float32Array(8), ANCHORS)).toThrow(ShapeError);
    expect(() => multiBoxDetection(new Float32Array(3), NO_OFFSET, ANCHORS)).toThrow('scores has shape [3], but must be [3 * (K + 1)]');
    expect(() => multiBoxDetection(new Float32Array(7), NO_OFFSET, ANCHORS)).toThrow(ShapeError);
    expect(() => multiBoxDetection(new Float32Array(2), new Float32Array(), new Float32Array())).toThrow(ShapeError);
    expect(() => multiBoxDetection(scores, new Float32Array(5), new Float32Array(5))).toThrow(ShapeError);
  });

  test.each([{scoreThreshold: NaN}, {scoreThreshold: -1}, {iouThreshold: 0}, {iouThreshold: 1.5}, {maxDetections: -1}])(
    'refuses the option %o',
    (options) => {
      expect(() => multiBoxDetection(new Float32Array(6), NO_OFFSET, ANCHORS, options)).toThrow(OptionError);
    },
  );

  test('has the defaults of the operator', () => {
    expect(MULTI_BOX_DETECTION_DEFAULTS).toMatchObject({scoreThreshold: 0.01, iouThreshold: 0.5, acrossClasses: false, clip: true});
  });
});
