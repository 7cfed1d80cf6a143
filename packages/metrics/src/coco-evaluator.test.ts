import {readFileSync} from 'node:fs';
import {InvalidBoxError} from '@oid/boxes';
import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {CocoEvaluator} from './coco-evaluator.ts';
import type {CocoPixels} from './coco-image.ts';
import type {CocoDetection, CocoInstances} from './coco-json.ts';
import {COCO_EVALUATOR_DEFAULTS} from './coco-options.ts';
import {COCO_NUMBERS} from './coco-summary.ts';
import type {CocoResult} from './coco-summary.ts';
import {ClassRangeError} from './errors/class-range-error.ts';
import {DuplicateImageError} from './errors/duplicate-image-error.ts';
import {StateError} from './errors/state-error.ts';
import {cocoEvaluatorOf} from './evaluate-coco.ts';
import {report} from './report.ts';

type Golden = {
  cases: {
    name: string;
    instances: CocoInstances;
    results: CocoDetection[];
    stats: number[];
    text: string;
    perClass: (number | null)[][];
    curve: {precision: number[]; scores: number[]};
  }[];
};
const golden = JSON.parse(readFileSync(new URL('../fixtures/coco.json', import.meta.url), 'utf8')) as Golden;

const close = (value: number | null): number => (value === null || value === -1 ? NaN : (expect.closeTo(value, 10) as number));
const numbersOf = (summary: CocoResult['summary']): number[] => COCO_NUMBERS.map((name) => summary[name]);

type Row = readonly [x: number, y: number, width: number, height: number, classId: number, score?: number];
const pixels = (truths: readonly Row[], found: readonly Row[]): CocoPixels => ({
  groundTruth: {
    xywh: Float64Array.from(truths.flatMap((row) => row.slice(0, 4) as number[])),
    classes: Int32Array.from(truths, (row) => row[4]),
  },
  detections: {
    xywh: Float64Array.from(found.flatMap((row) => row.slice(0, 4) as number[])),
    scores: Float64Array.from(found, (row) => row[5] ?? 1),
    classes: Int32Array.from(found, (row) => row[4]),
  },
});
const evaluate = (...images: CocoPixels[]): CocoResult => {
  const evaluator = new CocoEvaluator({numClasses: 2});
  for (const [index, image] of images.entries()) evaluator.addPixels(String(index), image);
  return evaluator.result();
};

describe('CocoEvaluator', () => {
  test.each(golden.cases)('agrees with pycocotools: $name', ({instances, results, stats, text, perClass, curve}) => {
    const evaluator = cocoEvaluatorOf(instances, results);
    const result = evaluator.result();
    expect(numbersOf(result.summary)).toEqual(stats.map(close));
    expect(result.perClass.map((entry) => numbersOf(entry))).toEqual(perClass.map((entry) => entry.map(close)));
    expect(report(result).startsWith(`${text}\n`)).toBe(true);
    const own = evaluator.curve({classId: result.perClass[0]?.classId as number});
    expect([...own.precision]).toEqual(curve.precision.map(close));
    if (curve.precision[0] !== -1) expect([...own.scores]).toEqual(curve.scores);
  });

  test('gives numbers that can be worked out by hand', () => {
    // Of two truths of 40² one is found with an IoU of exactly 0.75, at six of the ten thresholds.
    const {summary, perClass} = evaluate(
      pixels(
        [
          [0, 0, 40, 40, 1],
          [100, 0, 40, 40, 1],
        ],
        [
          [0, 0, 40, 30, 1, 0.9],
          [0, 100, 40, 40, 1, 0.8],
        ],
      ),
    );
    // Recall reaches 0.5, so 51 of 101 levels, 0 among them.
    expect(summary.ap50).toBeCloseTo(51 / 101, 12);
    expect(summary.ap75).toBeCloseTo(51 / 101, 12);
    expect(summary.ap).toBeCloseTo((0.6 * 51) / 101, 12);
    expect(summary.ar1).toBeCloseTo(0.3, 12);
    expect(summary.apMedium).toBe(summary.ap);
    expect([summary.apSmall, summary.apLarge]).toEqual([NaN, NaN]);
    expect(perClass.map(({classId, groundTruths, detections}) => [classId, groundTruths, detections])).toEqual([
      [1, 2, 2],
      [2, 0, 0],
    ]);
  });

  test('takes fractions of an image that is not square as pixels', () => {
    const evaluator = new CocoEvaluator({numClasses: 2});
    const boxes = Float32Array.of(0.25, 0, 0.5, 0.5);
    evaluator.add(
      'image',
      {boxes, classes: Int32Array.of(2)},
      {boxes, scores: Float32Array.of(0.5), classes: Int32Array.of(2), count: 1},
      {height: 40, width: 200},
    );
    // 10 × 100 pixels: small.
    expect(evaluator.result().summary).toMatchObject({
      ap: expect.closeTo(1, 12) as number,
      apSmall: expect.closeTo(1, 12) as number,
      apMedium: NaN,
    });
  });

  test('takes areas and crowds where they are given', () => {
    const evaluator = new CocoEvaluator({numClasses: 1});
    evaluator.add(
      'image',
      {
        boxes: Float32Array.of(0, 0, 1, 0.5, 0, 0.5, 1, 1),
        classes: Int32Array.of(1, 1),
        crowd: Uint8Array.of(0, 1),
        areas: Float32Array.of(5000, 1),
      },
      {
        boxes: Float32Array.of(0, 0.5, 0.25, 0.75, 0, 0, 1, 0.5),
        scores: Float32Array.of(0.9, 0.5),
        classes: Int32Array.of(1, 1),
        count: 2,
      },
      {height: 10, width: 10},
    );
    expect(evaluator.result().summary).toMatchObject({
      ap: expect.closeTo(1, 12) as number,
      apSmall: NaN,
      apMedium: expect.closeTo(1, 12) as number,
    });
  });

  test('holds for 10,000 boxes in one image', () => {
    // A row of truths, each found but for every tenth; the hundred best detections count.
    const truths = Array.from({length: 10_000}, (_, k) => [20 * k, 0, 10, 10, 1] as const);
    const found = truths.map((row, k) => [row[0] + (k % 10 === 0 ? 10 : 0), 0, 10, 10, 1, 1 - k / 20_000] as const);
    const {summary, perClass} = evaluate(pixels(truths, found));
    expect(summary.ar100).toBeCloseTo(90 / 10_000, 12);
    expect(perClass[0]).toMatchObject({groundTruths: 10_000, detections: 100});
  });

  test('measures nothing without images, truths or detections', () => {
    expect(numbersOf(evaluate().summary)).toEqual(COCO_NUMBERS.map(() => NaN));
    expect(evaluate(pixels([], [])).images).toBe(1);
    expect(evaluate(pixels([[0, 0, 9, 9, 1]], [])).summary).toMatchObject({ap: 0, ar100: 0, apLarge: NaN});
    expect(evaluate(pixels([], [[0, 0, 9, 9, 1]])).summary.ap).toBeNaN();
    expect(new CocoEvaluator({numClasses: 1}).curve({classId: 1}).precision).toEqual(new Float64Array(101).fill(NaN));
  });

  test('counts boxes of no area: as truths that are not found, as detections that are false', () => {
    const {summary} = evaluate(
      pixels(
        [
          [5, 5, 0, 0, 1],
          [0, 0, 40, 40, 1],
        ],
        [
          [5, 5, 0, 0, 1, 0.9],
          [0, 0, 40, 40, 1, 0.5],
        ],
      ),
    );
    expect(summary.ar100).toBeCloseTo(0.5, 12);
    expect(summary.ap).toBeCloseTo((51 / 101) * 0.5, 12);
  });

  const box = fc.tuple(fc.nat(4), fc.nat(4), fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: 4}), fc.integer({min: 1, max: 2}));
  const rows = fc.array(fc.tuple(box, fc.nat(3)), {maxLength: 6});
  const image = fc.tuple(rows, rows, fc.boolean());

  test('merges parts, in any order and through JSON, into the whole', () => {
    fc.assert(
      fc.property(fc.array(image, {maxLength: 8}), (images) => {
        const [whole, first, second] = [0, 1, 2].map(() => new CocoEvaluator({numClasses: 2})) as [
          CocoEvaluator,
          CocoEvaluator,
          CocoEvaluator,
        ];
        for (const [index, [truths, found, left]] of images.entries()) {
          const scale = ([[x, y, width, height, classId], score]: (typeof truths)[number]): Row =>
            [20 * x, 20 * y, 20 * width, 20 * height, classId, score / 3] as const;
          for (const evaluator of [whole, left ? first : second])
            evaluator.addPixels(String(index), pixels(truths.map(scale), found.map(scale)));
        }
        second.merge(JSON.parse(JSON.stringify(first.state())) as ReturnType<CocoEvaluator['state']>);
        expect(second.result()).toEqual(whole.result());
        expect(second.curve({classId: 1})).toEqual(whole.curve({classId: 1}));
      }),
      {numRuns: 60},
    );
  });

  test('refuses a state that is not its own, and stays as it was', () => {
    const evaluator = new CocoEvaluator({numClasses: 2});
    evaluator.addPixels('a', pixels([[0, 0, 40, 40, 1]], [[0, 0, 40, 40, 1]]));
    const before = evaluator.result();
    expect(() => evaluator.merge(evaluator.state())).toThrow(DuplicateImageError);
    expect(() => evaluator.merge(new CocoEvaluator({numClasses: 3}))).toThrow(StateError);
    expect(() => evaluator.merge(new CocoEvaluator({numClasses: 2, maxDetections: [1, 2, 3]}))).toThrow('state.maxDetections is [1,2,3]');
    expect(() => evaluator.merge(JSON.parse('null') as never)).toThrow('state.kind is missing');
    const state = new CocoEvaluator({numClasses: 2}).state();
    expect(() => evaluator.merge({...state, images: ['b', 'b']})).toThrow(StateError);
    expect(() => evaluator.merge({...state, log: null as never})).toThrow(StateError);
    expect(() => evaluator.merge({...state, log: {...state.log, classes: [2]}})).toThrow('log.classes');
    expect(() => evaluator.merge({...state, log: {...state.log, scores: [1]}})).toThrow('log.scores');
    expect(evaluator.result()).toEqual(before);
  });

  test('is left as it was by an image that it refuses', () => {
    const evaluator = new CocoEvaluator({numClasses: 2});
    const good = pixels([[0, 0, 9, 9, 1]], [[0, 0, 9, 9, 1]]);
    const {groundTruth, detections} = good;
    const refuse = (image: CocoPixels): void => evaluator.addPixels('image', image);
    expect(() => refuse({groundTruth, detections: {...detections, scores: Float64Array.of(NaN)}})).toThrow(NotFiniteError);
    expect(() => refuse({groundTruth, detections: {...detections, scores: new Float64Array(2)}})).toThrow(ShapeError);
    expect(() => refuse({groundTruth, detections: {...detections, xywh: Float64Array.of(0, 0, -1, 1)}})).toThrow(InvalidBoxError);
    expect(() => refuse({groundTruth, detections: {...detections, xywh: Float64Array.of(0, 0, 1, Infinity)}})).toThrow(
      'detections.xywh: row 0',
    );
    expect(() => refuse({groundTruth: {...groundTruth, areas: Float64Array.of(NaN)}, detections})).toThrow('groundTruth.areas');
    expect(() => refuse({groundTruth: {...groundTruth, crowd: new Uint8Array()}, detections})).toThrow(ShapeError);
    expect(() => refuse(pixels([[0, 0, 9, 9, 3]], []))).toThrow(ClassRangeError);
    expect(() => refuse(pixels([], [[0, 0, 9, 9, 0]]))).toThrow('from 1 to 2');
    refuse(good);
    expect(() => refuse(good)).toThrow(DuplicateImageError);
    expect(evaluator.result().images).toBe(1);
    const reversed = {boxes: Float32Array.of(1, 0, 0, 1), scores: Float32Array.of(1), classes: Int32Array.of(1), count: 1};
    const none = {boxes: new Float32Array(), classes: new Int32Array()};
    expect(() => evaluator.add('next', none, reversed, {height: 10, width: 10})).toThrow('detections.boxes: row 0');
    expect(() => evaluator.add('next', none, {...reversed, boxes: Float32Array.of(0, 0, 1, 1)}, {height: 0, width: 10})).toThrow(
      'size.height',
    );
  });

  test('refuses options out of range', () => {
    const {areaRanges} = COCO_EVALUATOR_DEFAULTS;
    expect(() => new CocoEvaluator({})).toThrow(OptionError);
    expect(() => new CocoEvaluator({numClasses: 1, classIds: [1]})).toThrow('numClasses');
    expect(() => new CocoEvaluator({classIds: [1, 1]})).toThrow('classIds');
    expect(() => new CocoEvaluator({numClasses: 1, iouThresholds: [0.5, 0.5]})).toThrow('iouThresholds');
    expect(() => new CocoEvaluator({numClasses: 1, iouThresholds: [NaN]})).toThrow('iouThresholds');
    expect(() => new CocoEvaluator({numClasses: 1, iouThresholds: []})).toThrow('iouThresholds');
    expect(() => new CocoEvaluator({numClasses: 1, maxDetections: [1, 100, 10]})).toThrow('maxDetections');
    expect(() => new CocoEvaluator({numClasses: 1, areaRanges: {...areaRanges, small: [5, NaN]}})).toThrow('areaRanges.small');
    const evaluator = new CocoEvaluator({classIds: [7]});
    expect(() => evaluator.curve({classId: 1})).toThrow(OptionError);
    expect(() => evaluator.curve({classId: 7, iouThreshold: 0.51})).toThrow('iouThreshold');
    expect(() => evaluator.addPixels('image', pixels([], [[0, 0, 1, 1, 1]]))).toThrow('one of the 1 class ids');
  });
});
