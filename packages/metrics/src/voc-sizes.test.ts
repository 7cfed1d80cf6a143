import {OptionError} from '@oid/core';
import type {Detections, GroundTruth} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {BOX_AREAS} from './area-range.ts';
import {CocoEvaluator} from './coco-evaluator.ts';
import {StateError} from './errors/state-error.ts';
import {evaluateOpenImages} from './evaluate-open-images.ts';
import {precisionAtRecall} from './precision-at-recall.ts';
import {VocEvaluator} from './voc-evaluator.ts';
import {BOX_SIZES} from './voc-options.ts';

/** Upper left corner, height and width, in pixels of a square image of this side, a power of two: so nothing is rounded. */
const SIDE = 512;
const SIZE = {height: SIDE, width: SIDE};
type Box = readonly [ymin: number, xmin: number, height: number, width: number];

const boxesOf = (boxes: readonly Box[]): Float32Array =>
  Float32Array.from(boxes.flatMap(([y, x, height, width]) => [y, x, y + height, x + width].map((side) => side / SIDE)));
const truths = (...boxes: Box[]): GroundTruth => ({boxes: boxesOf(boxes), classes: new Int32Array(boxes.length).fill(1)});
const found = (...rows: (readonly [score: number, box: Box])[]): Detections => ({
  boxes: boxesOf(rows.map(([, box]) => box)),
  scores: Float32Array.from(rows, ([score]) => score),
  classes: new Int32Array(rows.length).fill(1),
  count: rows.length,
});

const SMALL: Box = [0, 0, 20, 20];
const MEDIUM: Box = [0, 100, 40, 40];
const LARGE: Box = [200, 200, 200, 200];
const IMAGE: GroundTruth = truths(SMALL, MEDIUM, LARGE);
const FOUND: Detections = found(
  [0.9, LARGE],
  // Nothing is there.
  [0.8, [300, 0, 20, 20]],
  [0.7, SMALL],
  // Found before.
  [0.6, SMALL],
  // Small itself, of 1000 square pixels; finds the medium box with an IoU of 0.625.
  [0.5, [0, 100, 40, 25]],
);

describe('VocEvaluator by size', () => {
  test('ignores truths of other sizes with what finds them, and other detections that find nothing', () => {
    const evaluator = new VocEvaluator({numClasses: 1});
    evaluator.add('image', IMAGE, FOUND, SIZE);
    const {bySize, perClass} = evaluator.result();
    // All: true, false, true, false, true. Small: false, true, false.
    expect(perClass[0]?.averagePrecision).toBeCloseTo((1 + 2 / 3 + 3 / 5) / 3, 12);
    expect(perClass[0]?.bySize).toEqual({
      small: {averagePrecision: 0.5, groundTruths: 1, detections: 3},
      medium: {averagePrecision: 1, groundTruths: 1, detections: 1},
      large: {averagePrecision: 1, groundTruths: 1, detections: 1},
    });
    expect(bySize).toEqual({small: 0.5, medium: 1, large: 1});
    expect(evaluator.curve(1, 'small')).toEqual({
      scores: Float64Array.of(...Float32Array.of(0.8, 0.7, 0.6)),
      precision: Float64Array.of(0, 1 / 2, 1 / 3),
      recall: Float64Array.of(0, 1, 1),
    });
  });

  test('takes shares of the image in place of pixels', () => {
    const share = (pixels: number): number => pixels / SIDE ** 2;
    const areaRanges = {small: [0, share(1024)], medium: [share(1024), share(9216)], large: [share(9216), 1]} as const;
    const [relative, pixels] = [new VocEvaluator({numClasses: 1, areaUnit: 'image', areaRanges}), new VocEvaluator({numClasses: 1})];
    relative.add('image', IMAGE, FOUND);
    pixels.add('image', IMAGE, FOUND, SIZE);
    expect(relative.result()).toEqual(pixels.result());
    expect(() => new VocEvaluator({numClasses: 1, areaUnit: 'image'})).toThrow('areaRanges');
    expect(() => new VocEvaluator({numClasses: 1, areaUnit: 'metre' as 'image'})).toThrow('areaUnit');
    expect(() => new VocEvaluator({numClasses: 1, areaRanges: {...areaRanges, small: [2, 1]}})).toThrow('areaRanges.small');
  });

  test('counts an area between two sizes for both', () => {
    const evaluator = new VocEvaluator({numClasses: 2});
    evaluator.add('image', truths([0, 0, 32, 32], [100, 100, 96, 96]), found(), SIZE);
    const counts = evaluator.result().perClass[0]?.bySize;
    expect(BOX_SIZES.map((size) => counts?.[size].groundTruths)).toEqual([1, 2, 1]);
    expect(evaluator.result().perClass[1]?.bySize?.small.averagePrecision).toBeNaN();
  });

  test('takes a group box by its own size, and no difficult box', () => {
    const evaluator = new VocEvaluator({numClasses: 1, groupOfWeight: 1});
    const groups = {...truths(LARGE, SMALL), groupOf: Uint8Array.of(1, 0), difficult: Uint8Array.of(0, 1)};
    evaluator.add('image', groups, found([0.9, [200, 200, 20, 20]], [0.8, [300, 300, 20, 20]], [0.7, SMALL]), SIZE);
    const none = {averagePrecision: NaN, groundTruths: 0, detections: 0};
    expect(evaluator.result().perClass[0]?.bySize).toEqual({
      small: none,
      medium: none,
      large: {averagePrecision: 1, groundTruths: 1, detections: 1},
    });
  });

  test('wants the sizes of all images or of none', () => {
    const [sized, plain] = [new VocEvaluator({numClasses: 1}), new VocEvaluator({numClasses: 1})];
    sized.add('a', IMAGE, FOUND, SIZE);
    plain.add('b', IMAGE, FOUND);
    const before = [sized.result(), plain.result()];
    expect(before[1]?.bySize).toBeUndefined();
    expect(before[1]?.perClass[0]?.averagePrecision).toBe(before[0]?.perClass[0]?.averagePrecision);
    expect(() => sized.add('c', IMAGE, FOUND)).toThrow('size');
    expect(() => plain.add('c', IMAGE, FOUND, SIZE)).toThrow(OptionError);
    expect(() => sized.add('c', IMAGE, FOUND, {height: 0, width: 1})).toThrow('size.height');
    expect(() => sized.merge(plain)).toThrow(StateError);
    expect(() => plain.curve(1, 'small')).toThrow('area');
    expect(() => sized.curves('tiny' as 'small')).toThrow('area');
    expect([sized.result(), plain.result()]).toEqual(before);
    const empty = new VocEvaluator({numClasses: 1});
    empty.merge(plain);
    expect(() => empty.add('c', IMAGE, FOUND, SIZE)).toThrow(OptionError);
    sized.merge(new VocEvaluator({numClasses: 1}));
    sized.add('c', IMAGE, FOUND, SIZE);
  });

  // Each cell holds at most one truth of a class, so that nothing hangs on which of two a detection takes; sides on both sides of the borders.
  const cell = fc.record({
    truth: fc.option(fc.constantFrom(16, 32, 40, 96, 128), {nil: undefined}),
    found: fc.array(fc.record({side: fc.constantFrom(16, 30, 32, 40, 80, 96, 128), score: fc.nat(5)}), {maxLength: 3}),
  });
  const anyImage = fc.array(cell, {maxLength: 9});

  test('agrees with COCO at one threshold, where no detection has two truths to choose from', () => {
    const at = (index: number, side: number): Box => [160 * Math.floor(index / 3), 160 * (index % 3), side, side];
    fc.assert(
      fc.property(fc.array(anyImage, {maxLength: 4}), (images) => {
        const [voc, coco] = [new VocEvaluator({numClasses: 1}), new CocoEvaluator({numClasses: 1, iouThresholds: [0.5]})];
        for (const [imageId, cells] of images.entries()) {
          const truth = truths(...cells.flatMap(({truth: side}, index) => (side === undefined ? [] : [at(index, side)])));
          const detections = found(...cells.flatMap((own, index) => own.found.map(({side, score}) => [score, at(index, side)] as const)));
          voc.add(String(imageId), truth, detections, SIZE);
          coco.add(String(imageId), truth, detections, SIZE);
        }
        const {apSmall, apMedium, apLarge, ap} = coco.result().summary;
        for (const [k, expected] of [ap, apSmall, apMedium, apLarge].entries()) {
          const area = BOX_AREAS[k] as (typeof BOX_AREAS)[number];
          const curve = voc.curves(area).get(1);
          expect(curve === undefined).toBe(Number.isNaN(expected));
          if (curve === undefined) continue;
          // COCO's mean over 101 recalls, which as float64 are multiples of 0.01.
          const precision = precisionAtRecall(
            curve,
            Array.from({length: 101}, (_, level) => Math.min(1, level * 0.01)),
          );
          const wanted = coco.curve({classId: 1, area}).precision;
          for (let level = 0; level < 101; level++) expect(precision[level]).toBeCloseTo(wanted[level] as number, 9);
          expect(precision.reduce((sum, value) => sum + value) / 101).toBeCloseTo(expected, 9);
        }
      }),
    );
  });
});

test('OpenImagesEvaluator measures sizes of saved detections', () => {
  const tables = {boxes: new Map([['image', IMAGE]]), detections: new Map([['image', FOUND]])};
  const sizes = new Map([['image', SIZE]]);
  expect(evaluateOpenImages({...tables, sizes}, {numClasses: 1}).bySize).toEqual({small: 0.5, medium: 1, large: 1});
  expect(evaluateOpenImages(tables, {numClasses: 1}).bySize).toBeUndefined();
  const areaRanges = {small: [0, 0.002], medium: [0.002, 0.1], large: [0.1, 1]} as const;
  const relative = evaluateOpenImages(tables, {numClasses: 1, areaUnit: 'image', areaRanges});
  // 400 of 512² lie below 0.002, 1600 and 40,000 above.
  expect(BOX_SIZES.map((size) => relative.perClass[0]?.bySize?.[size].groundTruths)).toEqual([1, 1, 1]);
});
