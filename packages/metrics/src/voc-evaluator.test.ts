import {readFileSync} from 'node:fs';
import {InvalidBoxError} from '@oid/boxes';
import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import type {Detections, GroundTruth} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ClassRangeError} from './errors/class-range-error.ts';
import {DuplicateImageError} from './errors/duplicate-image-error.ts';
import {StateError} from './errors/state-error.ts';
import {VocEvaluator} from './voc-evaluator.ts';
import type {VocResult} from './voc-evaluator.ts';

type Box = readonly [number, number, number, number];
type Golden = {
  numClasses: number;
  images: {
    boxes: number[];
    classes: number[];
    groupOf: number[];
    difficult: number[];
    found: number[];
    foundClasses: number[];
    foundScores: number[];
  }[];
  cases: {
    groupOf: boolean;
    difficult: boolean;
    iouThreshold: number;
    meanAveragePrecision: number;
    perClass: {averagePrecision: number | null; groundTruths: number; detections: number}[];
  }[];
};
const golden = JSON.parse(readFileSync(new URL('../fixtures/voc.json', import.meta.url), 'utf8')) as Golden;

/** The left half of the image, the right half, and all of it. */
const LEFT: Box = [0, 0, 1, 0.5];
const RIGHT: Box = [0, 0.5, 1, 1];
const WHOLE: Box = [0, 0, 1, 1];

const truths = (rows: readonly {box: Box; classId?: number; groupOf?: boolean; difficult?: boolean}[]): GroundTruth => ({
  boxes: Float32Array.from(rows.flatMap(({box}) => box)),
  classes: Int32Array.from(rows, ({classId}) => classId ?? 1),
  groupOf: Uint8Array.from(rows, ({groupOf}) => (groupOf ? 1 : 0)),
  difficult: Uint8Array.from(rows, ({difficult}) => (difficult ? 1 : 0)),
});
const found = (rows: readonly {box: Box; score: number; classId?: number}[]): Detections => ({
  boxes: Float32Array.from(rows.flatMap(({box}) => box)),
  scores: Float32Array.from(rows, ({score}) => score),
  classes: Int32Array.from(rows, ({classId}) => classId ?? 1),
  count: rows.length,
});
const evaluate = (groundTruth: GroundTruth, detections: Detections, numClasses = 1): VocResult => {
  const evaluator = new VocEvaluator({numClasses});
  evaluator.add('image', groundTruth, detections);
  return evaluator.result();
};

describe('VocEvaluator', () => {
  test('counts the first hit on a truth, and every further one as a mistake', () => {
    const result = evaluate(
      truths([{box: LEFT}, {box: RIGHT}]),
      found([
        {box: LEFT, score: 0.9},
        {box: LEFT, score: 0.8},
        {box: RIGHT, score: 0.7},
      ]),
    );
    // True, false, true: 1 at half the recall, 2/3 at the other half.
    expect(result.perClass).toEqual([{classId: 1, averagePrecision: expect.closeTo(5 / 6, 12) as number, groundTruths: 2, detections: 3}]);
    expect(result.meanAveragePrecision).toBeCloseTo(5 / 6, 12);
  });

  test('takes an IoU of exactly the threshold as a hit', () => {
    const detections = found([{box: LEFT, score: 1}]);
    expect(evaluate(truths([{box: WHOLE}]), detections).meanAveragePrecision).toBe(1);
    const strict = new VocEvaluator({numClasses: 1, iouThreshold: 0.51});
    strict.add('image', truths([{box: WHOLE}]), detections);
    expect(strict.result().meanAveragePrecision).toBe(0);
  });

  test('gives a detection no second choice', () => {
    // Both lie nearest to the first truth, though the second would be within the threshold.
    const result = evaluate(
      truths([{box: [0, 0, 1, 0.6]}, {box: WHOLE}]),
      found([
        {box: [0, 0, 1, 0.6], score: 0.9},
        {box: [0, 0, 1, 0.6], score: 0.8},
      ]),
    );
    expect(result.perClass[0]).toMatchObject({averagePrecision: 0.5, detections: 2});
  });

  test('ranks over all images, whatever the order of detections within one', () => {
    const evaluator = new VocEvaluator({numClasses: 1});
    evaluator.add(
      'first',
      truths([{box: LEFT}]),
      found([
        {box: RIGHT, score: 0.5},
        {box: LEFT, score: 0.75},
      ]),
    );
    evaluator.add('second', truths([{box: LEFT}]), found([{box: LEFT, score: 0.25}]));
    // True, false, true.
    expect(evaluator.result().meanAveragePrecision).toBeCloseTo(5 / 6, 12);
  });

  test('keeps classes apart, and leaves classes without truths out of the mean', () => {
    const result = evaluate(
      truths([
        {box: LEFT, classId: 1},
        {box: RIGHT, classId: 2},
      ]),
      found([
        {box: LEFT, score: 0.9, classId: 1},
        {box: LEFT, score: 0.9, classId: 3},
      ]),
      3,
    );
    expect(result.perClass.map((entry) => entry.averagePrecision)).toEqual([1, 0, NaN]);
    expect(result.perClass.map((entry) => entry.detections)).toEqual([1, 0, 1]);
    expect(result.meanAveragePrecision).toBe(0.5);
  });

  test('ignores detections on a difficult truth, which need not be found', () => {
    const result = evaluate(
      truths([{box: LEFT, difficult: true}, {box: RIGHT}]),
      found([
        {box: LEFT, score: 0.9},
        {box: LEFT, score: 0.8},
        {box: RIGHT, score: 0.7},
      ]),
    );
    expect(result.perClass[0]).toEqual({classId: 1, averagePrecision: 1, groundTruths: 1, detections: 1});
  });

  test('ignores what lies in a group box and matched no single box', () => {
    const result = evaluate(
      truths([{box: WHOLE, groupOf: true}, {box: LEFT}]),
      // The first two are small parts of the group, the third is the single box, the fourth lies half outside: still ignored.
      found([
        {box: [0, 0.5, 0.25, 0.75], score: 0.9},
        {box: [0.5, 0.5, 0.75, 0.75], score: 0.8},
        {box: LEFT, score: 0.7},
        {box: [0, 0.5, 1, 1.5], score: 0.6},
        {box: [0, 0.5, 1, 1.75], score: 0.5},
      ]),
    );
    expect(result.perClass[0]).toEqual({classId: 1, averagePrecision: 1, groundTruths: 1, detections: 2});
  });

  test('has NaN for a class of group boxes alone', () => {
    const result = evaluate(truths([{box: WHOLE, groupOf: true}]), found([{box: LEFT, score: 1}]));
    expect(result).toEqual({
      meanAveragePrecision: NaN,
      perClass: [{classId: 1, averagePrecision: NaN, groundTruths: 0, detections: 0}],
    });
  });

  test('leaves out detections without area', () => {
    const line = found([
      {box: [0.5, 0, 0.5, 1], score: 1},
      {box: [0, 0.75, 1, 0.5], score: 1},
      {box: LEFT, score: 0.5},
    ]);
    expect(evaluate(truths([{box: LEFT}]), line).perClass[0]).toMatchObject({averagePrecision: 1, detections: 1});
  });

  test('holds for no image, no truth and no detection', () => {
    expect(new VocEvaluator({numClasses: 1}).result().meanAveragePrecision).toBeNaN();
    expect(evaluate(truths([]), found([])).meanAveragePrecision).toBeNaN();
    expect(evaluate(truths([{box: LEFT}]), found([])).meanAveragePrecision).toBe(0);
    expect(evaluate(truths([]), found([{box: LEFT, score: 1}])).perClass[0]).toMatchObject({groundTruths: 0, detections: 1});
  });

  test.each(golden.cases)(
    "agrees with TensorFlow's evaluation: groups $groupOf, difficult $difficult, IoU $iouThreshold",
    ({groupOf, difficult, iouThreshold, meanAveragePrecision, perClass}) => {
      const evaluator = new VocEvaluator({numClasses: golden.numClasses, iouThreshold});
      for (const [index, image] of golden.images.entries()) {
        evaluator.add(
          String(index),
          {
            boxes: Float32Array.from(image.boxes),
            classes: Int32Array.from(image.classes),
            groupOf: groupOf ? Uint8Array.from(image.groupOf) : undefined,
            difficult: difficult ? Uint8Array.from(image.difficult) : undefined,
          },
          {
            boxes: Float32Array.from(image.found),
            scores: Float32Array.from(image.foundScores),
            classes: Int32Array.from(image.foundClasses),
            count: image.foundScores.length,
          },
        );
      }
      const result = evaluator.result();
      expect(result.meanAveragePrecision).toBeCloseTo(meanAveragePrecision, 10);
      expect(result.perClass).toEqual(
        perClass.map((entry, index) => ({
          ...entry,
          classId: index + 1,
          averagePrecision: entry.averagePrecision === null ? NaN : (expect.closeTo(entry.averagePrecision, 10) as number),
        })),
      );
    },
  );

  test('refuses an image twice', () => {
    const evaluator = new VocEvaluator({numClasses: 1});
    evaluator.add('image', truths([]), found([]));
    expect(() => evaluator.add('image', truths([]), found([]))).toThrow(DuplicateImageError);
  });

  test('is left as it was by an image that it refuses', () => {
    const evaluator = new VocEvaluator({numClasses: 1});
    const good = found([{box: LEFT, score: 1}]);
    expect(() => evaluator.add('image', truths([{box: LEFT}]), {...good, scores: Float32Array.of(NaN)})).toThrow(NotFiniteError);
    expect(() => evaluator.add('image', truths([{box: LEFT}]), {...good, boxes: Float32Array.of(0, 0, NaN, 1)})).toThrow(InvalidBoxError);
    expect(() => evaluator.add('image', truths([{box: [0, NaN, 1, 1]}]), good)).toThrow('groundTruth.boxes: row 0');
    evaluator.add('image', truths([{box: LEFT}]), good);
    expect(evaluator.result().perClass[0]).toEqual({classId: 1, averagePrecision: 1, groundTruths: 1, detections: 1});
  });

  test('refuses classes out of range and columns that differ in length', () => {
    const evaluator = new VocEvaluator({numClasses: 2});
    const none = found([]);
    expect(() => evaluator.add('image', truths([{box: LEFT, classId: 3}]), none)).toThrow(ClassRangeError);
    expect(() => evaluator.add('image', truths([]), found([{box: LEFT, score: 1, classId: 0}]))).toThrow('from 1 to 2');
    expect(() => evaluator.add('image', truths([]), {...none, count: 1})).toThrow(ShapeError);
    expect(() => evaluator.add('image', {...truths([{box: LEFT}]), groupOf: new Uint8Array(2)}, none)).toThrow('groundTruth.groupOf');
    expect(() => evaluator.add('image', {...truths([{box: LEFT}]), difficult: new Uint8Array()}, none)).toThrow(ShapeError);
    expect(() => evaluator.add('image', {...truths([{box: LEFT}]), classes: new Int32Array(2)}, none)).toThrow(ShapeError);
  });

  test('takes the mean at eleven recalls when asked', () => {
    const evaluator = new VocEvaluator({numClasses: 1, interpolation: 'eleven-points'});
    evaluator.add(
      'image',
      truths([{box: LEFT}, {box: RIGHT}]),
      found([
        {box: LEFT, score: 0.9},
        {box: LEFT, score: 0.8},
        {box: RIGHT, score: 0.7},
      ]),
    );
    // 1 at recall 0, 0.1 … 0.5, and 2/3 at the five above.
    expect(evaluator.result().meanAveragePrecision).toBeCloseTo((6 + 5 * (2 / 3)) / 11, 12);
  });

  test('gives the raw curve of a class', () => {
    const evaluator = new VocEvaluator({numClasses: 2});
    evaluator.add(
      'image',
      truths([{box: LEFT}, {box: RIGHT}]),
      found([
        {box: LEFT, score: 0.5},
        {box: WHOLE, score: 0.25},
        {box: [0, 0, 0.25, 0.25], score: 0.75},
      ]),
    );
    // Of the two truths that the whole covers equally, it takes the first, which has been found.
    expect(evaluator.curve(1)).toEqual({
      scores: Float64Array.of(0.75, 0.5, 0.25),
      precision: Float64Array.of(0, 1 / 2, 1 / 3),
      recall: Float64Array.of(0, 0.5, 0.5),
    });
    expect(evaluator.curve(2).recall).toEqual(new Float64Array());
    expect(() => evaluator.curve(3)).toThrow(OptionError);
  });

  test('holds for 10,000 boxes in one image', () => {
    const rows = Array.from({length: 10_000}, (_, k): {box: Box; classId: number; score: number} => ({
      box: [0, k / 10_000, 1, (k + 1) / 10_000],
      classId: 1 + (k % 10),
      score: k % 100,
    }));
    const {meanAveragePrecision, perClass} = evaluate(truths(rows), found(rows), 10);
    expect(meanAveragePrecision).toBeCloseTo(1, 12);
    expect(perClass[9]).toMatchObject({groundTruths: 1000, detections: 1000});
  });

  const anyBox = fc.constantFrom<Box>(LEFT, RIGHT, WHOLE, [0, 0, 1, 0.75]);
  const anyRow = fc.record({
    box: anyBox,
    classId: fc.integer({min: 1, max: 2}),
    score: fc.nat(2),
    groupOf: fc.boolean(),
    difficult: fc.boolean(),
  });
  const anyRows = fc.array(anyRow, {maxLength: 6});

  test('merges parts, in any order and through JSON, into the whole', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyRows, anyRows, fc.boolean()), {maxLength: 6}),
        fc.constantFrom(0, 0.1, 1),
        fc.option(fc.constantFrom({height: 40, width: 40}, {height: 100, width: 150}), {nil: undefined}),
        (images, groupOfWeight, size) => {
          const [whole, first, second] = [0, 1, 2].map(() => new VocEvaluator({numClasses: 2, groupOfWeight})) as [
            VocEvaluator,
            VocEvaluator,
            VocEvaluator,
          ];
          for (const [index, [truthRows, foundRows, left]] of images.entries()) {
            for (const evaluator of [whole, left ? first : second])
              evaluator.add(`image ${index}`, truths(truthRows), found(foundRows), size);
          }
          second.merge(JSON.parse(JSON.stringify(first.state())) as ReturnType<VocEvaluator['state']>);
          expect(second.result()).toEqual(whole.result());
          expect(second.result().bySize === undefined).toBe(size === undefined || images.length === 0);
          expect(second.curves()).toEqual(whole.curves());
          if (size !== undefined) expect(second.curves('medium')).toEqual(whole.curves('medium'));
          expect(second.pooledAveragePrecision()).toEqual(whole.pooledAveragePrecision());
        },
      ),
    );
  });

  test('refuses a state that is not its own, and stays as it was', () => {
    const evaluator = new VocEvaluator({numClasses: 1});
    evaluator.add('image', truths([{box: LEFT}]), found([{box: LEFT, score: 1}]));
    const before = evaluator.result();
    const state = new VocEvaluator({numClasses: 1}).state();
    expect(() => evaluator.merge(evaluator)).toThrow(DuplicateImageError);
    expect(() => evaluator.merge(new VocEvaluator({numClasses: 2}))).toThrow(StateError);
    expect(() => evaluator.merge(new VocEvaluator({numClasses: 1, interpolation: 'eleven-points'}))).toThrow('state.interpolation');
    expect(() => evaluator.merge({...state, images: 'a' as never})).toThrow('state.images');
    expect(() => evaluator.merge({...state, log: {...state.log, labels: [1]}})).toThrow('log.labels');
    expect(() => evaluator.merge({...state, log: {...state.log, truths: [-1]}})).toThrow('log.truths');
    expect(() => evaluator.merge({...state, log: {...state.log, areas: [16]}})).toThrow('log.areas');
    expect(() => evaluator.merge({...state, sized: 1 as never})).toThrow('state.sized');
    expect(evaluator.result()).toEqual(before);
  });

  test('refuses options out of range', () => {
    expect(() => new VocEvaluator({numClasses: 0})).toThrow(OptionError);
    expect(() => new VocEvaluator({numClasses: 1, iouThreshold: NaN})).toThrow(OptionError);
    expect(() => new VocEvaluator({numClasses: 1, iouThreshold: 0})).toThrow(OptionError);
    expect(() => new VocEvaluator({numClasses: 1, groupOfWeight: 2})).toThrow('groupOfWeight');
    expect(() => new VocEvaluator({numClasses: 1, interpolation: 'none' as 'all-points'})).toThrow('interpolation');
  });
});
