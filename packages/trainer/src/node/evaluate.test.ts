import type {DetectorModel} from '@oid/detector-model';
import {encodeDetectionExample} from '@oid/tfrecord';
import {writeRecords} from '@oid/tfrecord/node';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {createTinyModel} from '../../test/tiny-model.ts';
import {tinyExample, writeTinyRecords} from '../../test/tiny-records.ts';
import type {Compile} from '../compile.ts';
import {detectRecords} from './detect-records.ts';
import type {DetectedRecord} from './detect-records.ts';
import {evaluate} from './evaluate.ts';

const path = useTemporaryFolder();
const BOX = [0.25, 0.25, 0.75, 0.75] as const;
beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Finds one object of class 1 in the middle of every picture, whatever is on it. */
function createStubbornModel(): DetectorModel {
  const tiny = createTinyModel();
  const predict = (images: tf.Tensor4D): {classLogits: tf.Tensor3D; boxEncodings: tf.Tensor3D} => ({
    classLogits: tf.tile(tf.tensor3d([[[0, 5, 1]]]), [images.shape[0], 1, 1]),
    boxEncodings: tf.zeros([images.shape[0], 1, 4]),
  });
  return {...tiny, anchors: Float32Array.from(BOX), numAnchors: 1, predict: (images) => tf.tidy(() => predict(images))};
}

const collect = async (items: AsyncIterable<DetectedRecord>): Promise<DetectedRecord[]> => {
  const all: DetectedRecord[] = [];
  for await (const item of items) all.push(item);
  return all;
};

describe('evaluate', () => {
  test('gives average precision by class, groups left out', async () => {
    const boxes = Float32Array.from(BOX);
    const examples = [
      await tinyExample(0, {boxes, labels: Int32Array.of(1)}),
      await tinyExample(1, {boxes, labels: Int32Array.of(1), groupOf: Uint8Array.of(1)}),
      await tinyExample(2, {boxes, labels: Int32Array.of(2)}),
    ];
    await writeRecords(path('three'), examples.map(encodeDetectionExample));
    const model = createStubbornModel();
    const tensors = tf.memory().numTensors;
    const progress: [number, number | undefined][] = [];
    const result = await evaluate(model, {
      records: [path('three')],
      batchSize: 2,
      onProgress: ({done, total}) => progress.push([done, total]),
    });
    // Class 1: one truth, found first; the group's box is no truth. Class 2: one truth, never found.
    expect(result.images).toBe(3);
    expect(result.mAP50).toBeCloseTo(0.5, 12);
    expect(result.perClass.map(({classId, averagePrecision, groundTruths}) => ({classId, averagePrecision, groundTruths}))).toEqual([
      {classId: 1, averagePrecision: 1, groundTruths: 1},
      {classId: 2, averagePrecision: 0, groundTruths: 1},
    ]);
    expect(progress).toEqual([
      [2, 3],
      [3, 3],
    ]);
    expect(tf.memory().numTensors).toBe(tensors);
    model.dispose();
  });

  test('adds the numbers of other metrics under their tags', async () => {
    const model = createStubbornModel();
    const categories = new Map([[1, {name: 'red'}]]);
    const metrics = ['pascal_voc_detection_metrics', 'weighted_pascal_voc_detection_metrics', 'oid_V2_detection_metrics'];
    const others = ['oid_challenge_detection_metrics', 'coco_detection_metrics', 'open_images_V2_detection_metrics'];
    const {tags, mAP50} = await evaluate(model, {records: [path('three')], metrics: [...metrics, ...others], categories});
    // For PASCAL the group is one more truth, found; pooled, two of three truths are found and one detection is false, with equal scores.
    expect(tags).toMatchObject({
      'PascalBoxes_Precision/mAP@0.5IOU': 0.5,
      'PascalBoxes_PerformanceByCategory/AP@0.5IOU/red': 1,
      'WeightedPascalBoxes_Precision/mAP@0.5IOU': expect.closeTo(2 / 3, 6) as unknown,
      'OpenImagesV2_Precision/mAP@0.5IOU': mAP50,
      'OpenImagesChallenge2018_Precision/mAP@0.5IOU': 0.5,
      'DetectionBoxes_Precision/mAP@.50IOU': 0.5,
    });
    expect(Object.keys(tags).filter((tag) => tag.startsWith('DetectionBoxes_'))).toHaveLength(12 + 1);
    await expect(evaluate(model, {records: [path('three')], metrics: ['coco_detection_metric']})).rejects.toThrow(
      'nearest: coco_detection_metrics',
    );
    model.dispose();
  });

  test('takes thresholds from the model where none are given', async () => {
    const model = {...createStubbornModel(), detection: {scoreThreshold: 0.999}};
    expect((await evaluate(model, {records: [path('three')]})).mAP50).toBe(0);
    expect((await evaluate(model, {records: [path('three')], scoreThreshold: 0.01})).mAP50).toBe(0.5);
    model.dispose();
  });

  test('says once that a model could not run as one graph', async () => {
    const model = createStubbornModel();
    const reason = new Error('no such kernel');
    const refusing: Compile = (run) => Object.assign((...tensors: Parameters<typeof run>) => run(...tensors), {dispose: () => {}, reason});
    const told: Error[] = [];
    await evaluate(model, {records: [path('three')], batchSize: 1, compile: refusing, onCompileRefused: (error) => told.push(error)});
    expect(told).toEqual([reason]);
    model.dispose();
  });

  test('refuses a class that the model does not have', async () => {
    const model = createTinyModel({numClasses: 1});
    await writeTinyRecords(path('two'), 2);
    await expect(evaluate(model, {records: [path('two')]})).rejects.toMatchObject({
      code: 'trainer/class-range',
      detail: {index: 1, classId: 2, numClasses: 1},
    });
    model.dispose();
  });
});

describe('detectRecords', () => {
  test('yields picture, truth and detections in the order of the records', async () => {
    const model = createStubbornModel();
    const found = await collect(detectRecords(model, {records: [path('three')], batchSize: 2, limit: 2}));
    expect(found.map(({imageId}) => imageId)).toEqual(['0000000000000000', '0000000000000001']);
    const first = found[0] as DetectedRecord;
    expect(first.encoded).toEqual((await tinyExample(0)).encoded);
    expect(first).toMatchObject({size: {height: 24, width: 32}, texts: ['/m/red'], detections: {count: 1, classes: Int32Array.of(1)}});
    expect([...first.detections.boxes]).toEqual([...BOX]);
    expect([...first.groundTruth.boxes]).toEqual([...BOX]);
    expect(await collect(detectRecords(model, {records: [path('three')], limit: 0}))).toEqual([]);
    expect(
      await collect(detectRecords(model, {records: [path('three')], scoreThreshold: 0.999})).then((all) =>
        all.map(({detections}) => detections.count),
      ),
    ).toEqual([0, 0, 0]);
    model.dispose();
  });

  test('lets the caller stop early, and stops at an abort', async () => {
    const model = createStubbornModel();
    const controller = new AbortController();
    let images = 0;
    for await (const {imageId} of detectRecords(model, {records: [path('three')], batchSize: 1})) {
      expect(imageId).toBe('0000000000000000');
      break;
    }
    const stopping = async (): Promise<void> => {
      for await (const {imageId} of detectRecords(model, {records: [path('three')], batchSize: 1, signal: controller.signal})) {
        images += imageId === '' ? 0 : 1;
        controller.abort();
      }
    };
    await expect(stopping()).rejects.toMatchObject({name: 'AbortError'});
    expect(images).toBe(1);
    model.dispose();
  });

  test.each([{batchSize: 0}, {scoreThreshold: 2}, {iouThreshold: NaN}, {limit: -1}])('refuses %j', async (options) => {
    const model = createTinyModel();
    await expect(collect(detectRecords(model, {records: [], ...options}))).rejects.toMatchObject({code: 'core/option'});
    model.dispose();
  });
});
