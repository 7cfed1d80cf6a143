import '@tensorflow/tfjs-backend-cpu';
import {NotFiniteError, OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {batchMultiClassNonMaxSuppression, batchMultiClassNonMaxSuppressionAsync} from './index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Two images of three boxes and two classes: the first two boxes overlap. */
const boxes = (): tf.Tensor4D => tf.tensor4d([0, 0, 2, 4, 0, 0.5, 2, 4.5, 0, 10, 2, 14, 0, 0, 1, 1, 0, 2, 1, 3, 5, 5, 9, 9], [2, 3, 1, 4]);
const scores = (): tf.Tensor3D => tf.tensor3d([0.5, 0.25, 0.75, 0.125, 0, 0.375, 0.25, 0, 0, 0.5, 1, 1], [2, 3, 2]);

describe('batchMultiClassNonMaxSuppression', () => {
  test('gives padded detections of each image, with classes counted from 0', () => {
    tf.tidy(() => {
      const found = batchMultiClassNonMaxSuppression(boxes(), scores(), {
        maxTotalDetections: 4,
        numValidBoxes: tf.tensor1d([3, 2], 'int32'),
      });
      expect(found.numDetections.arraySync()).toEqual([3, 2]);
      expect(found.scores.arraySync()).toEqual([
        [0.75, 0.375, 0.25, 0],
        [0.5, 0.25, 0, 0],
      ]);
      expect(found.classes.arraySync()).toEqual([
        [0, 1, 1, 0],
        [1, 0, 0, 0],
      ]);
      expect(found.boxes.arraySync()[1]).toEqual([
        [0, 2, 1, 3],
        [0, 0, 1, 1],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
      ]);
      expect([found.masks, found.additionalFields]).toEqual([undefined, undefined]);
    });
  });

  test('relates boxes to the window of their image', () => {
    tf.tidy(() => {
      const clipWindow = tf.tensor2d([0, 0, 2, 16, 0, 0, 2, 4], [2, 4]);
      const found = batchMultiClassNonMaxSuppression(boxes(), scores(), {clipWindow, changeCoordinateFrame: true, maxTotalDetections: 2});
      expect(found.boxes.arraySync()).toEqual([
        [
          [0, 0.03125, 1, 0.28125],
          [0, 0.625, 1, 0.875],
        ],
        [
          [0, 0.5, 0.5, 0.75],
          [0, 0, 0.5, 0.25],
        ],
      ]);
    });
  });

  test('gathers masks and fields with the boxes', () => {
    tf.tidy(() => {
      const perClass = tf.tile<tf.Tensor4D>(boxes(), [1, 1, 2, 1]); // [2, 3, 2, 4]
      const masks = tf.reshape<tf.Rank.R5>(tf.range(0, 12), [2, 3, 2, 1, 1]);
      const keypoints = tf.reshape(tf.range(0, 12), [2, 3, 2]);
      const found = batchMultiClassNonMaxSuppression(perClass, scores(), {masks, additionalFields: {keypoints}, maxTotalDetections: 4});
      expect(found.masks?.shape).toEqual([2, 4, 1, 1]);
      expect([...(found.masks?.dataSync() ?? [])]).toEqual([2, 5, 1, 0, 10, 11, 9, 6]);
      expect(found.additionalFields?.['keypoints']?.arraySync()).toEqual([
        [
          [2, 3],
          [4, 5],
          [0, 1],
          [0, 0],
        ],
        [
          [10, 11],
          [10, 11],
          [8, 9],
          [6, 7],
        ],
      ]);
    });
  });

  test('takes the window around all boxes without one, which leaves out scores below 0, but not in E1', () => {
    tf.tidy(() => {
      const signed = tf.sub<tf.Tensor3D>(scores(), 0.4);
      const count = (revision: 'E1' | 'E2'): number[] =>
        batchMultiClassNonMaxSuppression(boxes(), signed, {revision, scoreThreshold: -10}).numDetections.arraySync();
      expect(count('E2')).toEqual([1, 3]);
      expect(count('E1')).toEqual([4, 6]);
    });
  });

  test('does the same when it waits, and leaves no tensors behind', async () => {
    const [allBoxes, allScores] = [boxes(), scores()];
    const before = tf.memory().numTensors;
    const found = batchMultiClassNonMaxSuppression(allBoxes, allScores);
    expect(tf.memory().numTensors).toBe(before + 4);
    const waited = await batchMultiClassNonMaxSuppressionAsync(allBoxes, allScores);
    expect(waited.boxes.shape).toEqual([2, 100, 4]);
    for (const key of ['boxes', 'scores', 'classes', 'numDetections'] as const) {
      expect(waited[key].arraySync()).toEqual(found[key].arraySync());
      tf.dispose([waited[key], found[key]]);
    }
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([allBoxes, allScores]);
  });

  test('takes an empty batch, and images without boxes', () => {
    tf.tidy(() => {
      expect(batchMultiClassNonMaxSuppression(tf.zeros([0, 3, 1, 4]), tf.zeros([0, 3, 2])).boxes.shape).toEqual([0, 100, 4]);
      expect(batchMultiClassNonMaxSuppression(tf.zeros([1, 0, 1, 4]), tf.zeros([1, 0, 2])).numDetections.arraySync()).toEqual([0]);
    });
  });

  test('refuses shapes that do not fit, NaN, and options out of range', () => {
    tf.tidy(() => {
      const [all, each] = [boxes(), scores()];
      const suppress = batchMultiClassNonMaxSuppression;
      expect(() => suppress(tf.zeros([2, 3, 3, 4]), each)).toThrow(
        'boxes has shape [2, 3, 3, 4], but must be [2, 3, 1 or 2, 4], as scores',
      );
      expect(() => suppress(tf.zeros([2, 4, 1, 4]), each)).toThrow(ShapeError);
      expect(() => suppress(all, tf.zeros([2, 3, 0]))).toThrow(ShapeError);
      expect(() => suppress(all, each, {clipWindow: tf.zeros<tf.Rank.R2>([3, 4])})).toThrow(ShapeError);
      expect(() => suppress(all, each, {numValidBoxes: tf.zeros([3])})).toThrow(ShapeError);
      expect(() => suppress(all, each, {numValidBoxes: tf.tensor1d([3, 4])})).toThrow(OptionError);
      expect(() => suppress(all, each, {masks: tf.zeros([2, 3, 2, 1, 1])})).toThrow(ShapeError);
      expect(() => suppress(all, each, {additionalFields: {keypoints: tf.zeros([2, 4])}})).toThrow('additionalFields.keypoints');
      expect(() => suppress(all, each, {changeCoordinateFrame: true})).toThrow(OptionError);
      expect(() => suppress(all, each, {maxTotalDetections: Infinity})).toThrow(OptionError);
      expect(() => suppress(all, tf.mul<tf.Tensor3D>(each, NaN))).toThrow(NotFiniteError);
      expect(() => suppress(tf.mul<tf.Tensor4D>(all, NaN), each)).toThrow('boxes: row 0');
    });
  });
});
