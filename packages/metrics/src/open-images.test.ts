import {readFileSync} from 'node:fs';
import {OptionError} from '@oid/core';
import type {Detections, GroundTruth} from '@oid/core';
import {describe, expect, test} from 'vitest';
import {SavedRowError} from './errors/saved-row-error.ts';
import {ClassRangeError} from './errors/class-range-error.ts';
import {evaluateOpenImages, openImagesEvaluatorOf} from './evaluate-open-images.ts';
import {expandGroundTruth, expandImageLabels} from './expand-hierarchy.ts';
import {formatOpenImagesDetections, parseOpenImagesBoxes, parseOpenImagesDetections, parseOpenImagesLabels} from './open-images-csv.ts';
import {OpenImagesEvaluator} from './open-images-evaluator.ts';
import {VocEvaluator} from './voc-evaluator.ts';

type Image = {boxes: number[]; classes: number[]; groupOf: number[]; found: number[]; foundClasses: number[]; foundScores: number[]};
type PerClass = {averagePrecision: number | null; groundTruths: number; detections: number}[];
type Golden = {
  verified: number[][];
  v2: {perClass: PerClass};
  challenge: {perClass: PerClass};
  pooled: number;
  quarter: {iouThreshold: number; groupOfWeight: number; averagePrecisions: (number | null)[]};
  hierarchy: {children: Record<string, number[]>; up: Record<string, number[]>; down: Record<string, number[]>};
};
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
const golden = read('open-images') as Golden;
const {images, numClasses} = read('voc') as {images: Image[]; numClasses: number};

const truthOf = (image: Image): GroundTruth => ({
  boxes: Float32Array.from(image.boxes),
  classes: Int32Array.from(image.classes),
  groupOf: Uint8Array.from(image.groupOf),
});
const foundOf = (image: Image): Detections => ({
  boxes: Float32Array.from(image.found),
  scores: Float32Array.from(image.foundScores),
  classes: Int32Array.from(image.foundClasses),
  count: image.foundScores.length,
});
const close = (value: number | null): number => (value === null ? NaN : (expect.closeTo(value, 10) as number));
const described = (perClass: PerClass) =>
  perClass.map((entry, index) => ({...entry, classId: index + 1, averagePrecision: close(entry.averagePrecision)}));

/** `count` copies of the whole image's box. */
const truths = (classes: readonly number[], groupOf?: readonly number[]): GroundTruth => ({
  boxes: Float32Array.from(classes.flatMap(() => [0, 0, 1, 1])),
  classes: Int32Array.from(classes),
  groupOf: groupOf && Uint8Array.from(groupOf),
});
const found = (classes: readonly number[]): Detections => ({
  boxes: Float32Array.from(classes.flatMap(() => [0, 0, 1, 1])),
  scores: Float32Array.from(classes, (_, row) => 1 - row / 100),
  classes: Int32Array.from(classes),
  count: classes.length,
});

describe('OpenImagesEvaluator', () => {
  test("agrees with TensorFlow's V2 metric", () => {
    const evaluator = new OpenImagesEvaluator({numClasses});
    for (const [index, image] of images.entries()) evaluator.add(String(index), truthOf(image), foundOf(image));
    expect(evaluator.result().perClass).toEqual(described(golden.v2.perClass));
  });

  test("agrees with TensorFlow's challenge metric", () => {
    const evaluator = new OpenImagesEvaluator({numClasses, metric: 'challenge'});
    for (const [index, image] of images.entries()) {
      evaluator.add(String(index), truthOf(image), foundOf(image), Int32Array.from(golden.verified[index] as number[]));
    }
    expect(evaluator.result().perClass).toEqual(described(golden.challenge.perClass));
  });

  test('has a group box found once by its best detection, as one truth of the challenge', () => {
    const evaluator = new OpenImagesEvaluator({numClasses: 1, metric: 'challenge'});
    evaluator.add('found', truths([1], [1]), found([1, 1, 1]));
    evaluator.add('missed', truths([1], [1]), found([]));
    expect(evaluator.result().perClass[0]).toEqual({classId: 1, averagePrecision: 0.5, groundTruths: 2, detections: 1});
    expect(evaluator.curve(1).recall).toEqual(Float64Array.of(0.5));
  });

  test('drops detections of classes without a verified label, and counts those of absent ones as false', () => {
    const evaluator = new OpenImagesEvaluator({numClasses: 3, metric: 'challenge'});
    evaluator.add('a', truths([1]), found([2, 3, 1]), Int32Array.of(3));
    evaluator.add('b', truths([2, 3]), found([]), Int32Array.of());
    expect(evaluator.result().perClass.map(({averagePrecision, detections}) => [averagePrecision, detections])).toEqual([
      [1, 1],
      [0, 0],
      [0, 1],
    ]);
  });

  test('merges', () => {
    const parts = [0, 1].map((half) => {
      const evaluator = new OpenImagesEvaluator({numClasses, metric: 'challenge'});
      for (const [index, image] of images.entries()) if (index % 2 === half) evaluator.add(String(index), truthOf(image), foundOf(image));
      return evaluator;
    }) as [OpenImagesEvaluator, OpenImagesEvaluator];
    const whole = new OpenImagesEvaluator({numClasses, metric: 'challenge'});
    for (const [index, image] of images.entries()) whole.add(String(index), truthOf(image), foundOf(image));
    parts[1].merge(parts[0]);
    expect(parts[1].result()).toEqual(whole.result());
  });

  test('refuses a metric or class that there is not', () => {
    expect(() => new OpenImagesEvaluator({numClasses: 1, metric: 'v5' as 'v2'})).toThrow(OptionError);
    expect(() => new OpenImagesEvaluator({numClasses: 1}).add('a', truths([]), found([]), Int32Array.of(2))).toThrow(ClassRangeError);
  });
});

describe('VocEvaluator with group boxes by weight', () => {
  test("agrees with TensorFlow's", () => {
    const {iouThreshold, groupOfWeight, averagePrecisions} = golden.quarter;
    const evaluator = new VocEvaluator({numClasses, iouThreshold, groupOfWeight});
    for (const [index, image] of images.entries()) evaluator.add(String(index), truthOf(image), foundOf(image));
    expect(evaluator.result().perClass.map(({averagePrecision}) => averagePrecision)).toEqual(averagePrecisions.map(close));
  });

  test("pools classes as TensorFlow's weighted evaluator", () => {
    const evaluator = new VocEvaluator({numClasses});
    for (const [index, image] of images.entries()) evaluator.add(String(index), {...truthOf(image), groupOf: undefined}, foundOf(image));
    expect(evaluator.pooledAveragePrecision()).toBeCloseTo(golden.pooled, 10);
    expect(new VocEvaluator({numClasses}).pooledAveragePrecision()).toBeNaN();
  });
});

const {children, up, down} = golden.hierarchy;
const descendantsOf = (id: number): number[] => (children[id] ?? []).flatMap((child) => [child, ...descendantsOf(child)]);
const ancestorsOf = (id: number): number[] =>
  Object.entries(children).flatMap(([parent, own]) => (own.includes(id) ? [Number(parent), ...ancestorsOf(Number(parent))] : []));

describe('expandGroundTruth, expandImageLabels', () => {
  test("agree with TensorFlow's tool, on a class with two parents too", () => {
    for (let id = 1; id <= 7; id++) {
      const {classes} = expandGroundTruth(truths([id]), ancestorsOf);
      expect(classes[0]).toBe(id);
      expect([...classes.subarray(1).sort()]).toEqual(up[id]);
      const {present, absent} = expandImageLabels({present: Int32Array.of(id), absent: Int32Array.of(id)}, {ancestorsOf, descendantsOf});
      expect([...present.subarray(1).sort()]).toEqual(up[id]);
      expect([...absent.subarray(1).sort()]).toEqual(down[id]);
    }
  });

  test('repeat flags and boxes, and keep no class twice', () => {
    const truth: GroundTruth = {
      boxes: Float32Array.of(0, 0, 1, 1, 0, 0, 0.5, 1),
      classes: Int32Array.of(5, 1),
      groupOf: Uint8Array.of(1, 0),
      difficult: undefined,
    };
    expect(expandGroundTruth(truth, (id) => [...ancestorsOf(id), ...ancestorsOf(id)])).toEqual({
      boxes: Float32Array.of(0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0.5, 1),
      classes: Int32Array.of(5, 1, 1),
      groupOf: Uint8Array.of(1, 1, 0),
      difficult: undefined,
    });
    expect(expandGroundTruth(truths([]), ancestorsOf).classes).toEqual(new Int32Array());
    expect(expandImageLabels({present: Int32Array.of(3, 5), absent: new Int32Array()}, {ancestorsOf, descendantsOf}).present).toEqual(
      Int32Array.of(3, 5, 2, 1),
    );
  });
});

const classIds = new Map([
  ['/m/a', 1],
  ['/m/b', 2],
]);
const BOXES = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf\r\nx,f,/m/b,1,0,0.5,0,1,0,0,-1\r\n';
const DETECTIONS = 'ImageID,LabelName,Score,XMin,XMax,YMin,YMax\nx,/m/a,0.25,0,1,0,1\nx,/m/b,0.75,0,0.5,0,1\ny,/m/b,0.5,0,1,0,0.25\n';
const LABELS = 'ImageID,Source,LabelName,Confidence\nx,verification,/m/b,1\ny,verification,/m/b,0\ny,verification,/m/b,0\n';

describe('the tables of Open Images', () => {
  test('are read by column name, in whatever order', () => {
    expect(parseOpenImagesBoxes(BOXES, {classIds}).get('x')).toEqual({
      boxes: Float32Array.of(0, 0, 1, 0.5),
      classes: Int32Array.of(2),
      groupOf: Uint8Array.of(0),
    });
    expect(parseOpenImagesBoxes('YMax,YMin,XMax,XMin,LabelName,ImageID,IsGroupOf\n4,3,2,1,/m/a,x,1', {classIds}).get('x')).toEqual({
      boxes: Float32Array.of(3, 1, 4, 2),
      classes: Int32Array.of(1),
      groupOf: Uint8Array.of(1),
    });
    expect(parseOpenImagesLabels(LABELS, {classIds}).get('y')).toEqual({present: new Int32Array(), absent: Int32Array.of(2)});
  });

  test('give detections sorted by score, and those come back', () => {
    const detections = parseOpenImagesDetections(DETECTIONS, {classIds});
    expect(detections.get('x')).toEqual({
      boxes: Float32Array.of(0, 0, 1, 0.5, 0, 0, 1, 1),
      scores: Float32Array.of(0.75, 0.25),
      classes: Int32Array.of(2, 1),
      count: 2,
    });
    const labelNames = new Map([...classIds].map(([name, id]) => [id, name]));
    const third = {boxes: Float32Array.of(0.1, 1 / 3, 1, 1), scores: Float32Array.of(1e-7), classes: Int32Array.of(1), count: 1};
    const all = new Map([...detections, ['z', third]]);
    expect(parseOpenImagesDetections(formatOpenImagesDetections(all, {labelNames}), {classIds})).toEqual(all);
    expect(() => formatOpenImagesDetections(all, {labelNames: new Map()})).toThrow('detections of x: row 0: class is 2');
  });

  test('evaluate, the classes expanded', () => {
    const tables = {
      boxes: parseOpenImagesBoxes(BOXES, {classIds}),
      detections: parseOpenImagesDetections(DETECTIONS, {classIds}),
      labels: parseOpenImagesLabels(LABELS, {classIds}),
    };
    const hierarchy = {ancestorsOf: (id: number) => (id === 2 ? [1] : []), descendantsOf: (id: number) => (id === 1 ? [2] : [])};
    const plain = evaluateOpenImages(tables, {numClasses: 2, metric: 'challenge'});
    expect(plain.perClass.map(({averagePrecision, detections}) => [averagePrecision, detections])).toEqual([
      [NaN, 0],
      [1, 2],
    ]);
    // A box of /m/b is one of /m/a too, and is half of what the detection of that class covers.
    const expanded = openImagesEvaluatorOf(tables, {numClasses: 2, metric: 'challenge', hierarchy}).result();
    expect(expanded.perClass[0]).toEqual({classId: 1, averagePrecision: 1, groundTruths: 1, detections: 1});
    const {labels: _, ...unlabelled} = tables;
    expect(evaluateOpenImages(unlabelled, {numClasses: 2}).perClass[0]).toMatchObject({averagePrecision: NaN, detections: 1});
  });

  test.each([
    ['header is "ImageID,LabelName', 'ImageID,LabelName\n'],
    ['detections: row 3: Score is "high"', `${DETECTIONS.split('\n').slice(0, 2).join('\n')}\nx,/m/a,high,0,1,0,1`],
    ['detections: row 2: YMax is missing', 'ImageID,LabelName,Score,XMin,XMax,YMin,YMax\nx,/m/a,1,0,1,0'],
    ['detections: row 2: XMin is "NaN"', 'ImageID,LabelName,Score,XMin,XMax,YMin,YMax\nx,/m/a,1,NaN,1,0,1'],
    ['detections: row 2: LabelName is "/m/c"', 'ImageID,LabelName,Score,XMin,XMax,YMin,YMax\nx,/m/c,1,0,1,0,1'],
    ['detections: row 2: ImageID is ""', 'ImageID,LabelName,Score,XMin,XMax,YMin,YMax\n,/m/a,1,0,1,0,1'],
  ])('name the line: %s', (message, text) => {
    expect(() => parseOpenImagesDetections(text, {classIds})).toThrow(SavedRowError);
    expect(() => parseOpenImagesDetections(text, {classIds})).toThrow(message);
  });

  test('name reversed boxes and machine-made labels, and skip unknown classes when asked', () => {
    const header = 'ImageID,LabelName,XMin,XMax,YMin,YMax\n';
    expect(() => parseOpenImagesBoxes(`${header}x,/m/a,0.5,0.25,0,1`, {classIds, source: 'gt.csv'})).toThrow('gt.csv: row 2: XMax is 0.25');
    expect(() => parseOpenImagesBoxes(`${header}x,/m/a,0,1,1,0`, {classIds})).toThrow('boxes: row 2: YMax is 0');
    expect(() => parseOpenImagesLabels('ImageID,LabelName,Confidence\nx,/m/a,0.7', {classIds})).toThrow('labels: row 2: Confidence is 0.7');
    expect(parseOpenImagesBoxes(`${header}x,/m/c,0,1,0,1`, {classIds, onUnknownClass: 'skip'}).size).toBe(0);
  });
});
