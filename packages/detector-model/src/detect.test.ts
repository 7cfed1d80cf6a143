import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {detect} from './detect.ts';
import type {DetectorModel} from './detector-model.ts';
import {VariableStore} from './variable-store.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Three anchors, two classes; logits and encodings as given, image by image. */
function fixedModel(logits: number[][][], encodings: number[][][]): DetectorModel {
  const predict: DetectorModel['predict'] = () => ({classLogits: tf.tensor3d(logits), boxEncodings: tf.tensor3d(encodings)});
  return {
    name: 'Fixed',
    numClasses: 2,
    inputSize: {height: 4, width: 8},
    anchors: Float32Array.of(0, 0, 0.5, 0.5, 0, 0, 0.5, 0.5, 0.5, 0.5, 1, 1),
    numAnchors: 3,
    variables: new VariableStore(),
    predict,
    predictForTraining: (images) => ({...predict(images), movingStatistics: []}),
    dispose: () => undefined,
  };
}

const STILL = [
  [0, 0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 0],
];

describe('detect', () => {
  test('gives each image its own detections: softmax, decoding, suppression', async () => {
    const before = tf.memory().numTensors;
    const high = Math.log(8); // 8 : 1 : 1, a score of 0.8
    const model = fixedModel(
      [
        [
          [0, high, 0],
          [0, Math.log(2), 0],
          [9, 0, 0],
        ],
        [
          [9, 0, 0],
          [9, 0, 0],
          [0, 0, high],
        ],
      ],
      [STILL, [...STILL.slice(0, 2), [-1, 0, 0, 0]]],
    );
    const images = tf.zeros<tf.Rank.R4>([2, 4, 8, 3]);
    const [first, second] = await detect(model, images, {scoreThreshold: 0.3});
    expect(first?.count).toBe(1); // the second anchor lies on the first, which scores higher
    expect([...(first?.classes ?? [])]).toEqual([1]);
    expect(first?.scores[0]).toBeCloseTo(0.8, 6);
    expect([...(second?.classes ?? [])]).toEqual([2]);
    [0.45, 0.5, 0.95, 1].forEach((value, corner) => expect(second?.boxes[corner]).toBeCloseTo(value, 6));
    images.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test('finds nothing in no images', async () => {
    const images = tf.zeros<tf.Rank.R4>([0, 4, 8, 3]);
    expect(await detect(fixedModel([], []), images)).toEqual([]);
    images.dispose();
  });

  test('frees the predictions when an option is refused', async () => {
    const before = tf.memory().numTensors;
    const images = tf.zeros<tf.Rank.R4>([1, 4, 8, 3]);
    await expect(detect(fixedModel([STILL.map(() => [0, 0, 0])], [STILL]), images, {iouThreshold: 7})).rejects.toThrow('iouThreshold');
    images.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
