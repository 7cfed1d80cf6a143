import '@tensorflow/tfjs';
import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeEach, describe, expect, test} from 'vitest';
import {Session} from '../binding/session.ts';
import {nativeTensor, outputTensor} from '../eager/native-tensor.ts';
import {toOnnx} from '../index.ts';
import type {DetectionsOptions} from '../index.ts';

beforeEach(() => tf.setBackend('onnx'));

const model = (boxes: tf.Tensor, scores: tf.Tensor) => ({boxes: tf.add(boxes, 0), scores: tf.mul(scores, 0.5), sum: tf.sum(scores)});

/** Boxes `[N, 4]`, scores `[N, 2]` before they are halved. */
function detect(boxes: number[][], scores: number[][], options: Partial<DetectionsOptions>): Record<string, number[]> {
  const count = boxes.length;
  const [boxSpec, scoreSpec] = [
    {shape: [1, count, 4], dtype: 'float32'},
    {shape: [1, count, 2], dtype: 'float32'},
  ] as const;
  const bytes = toOnnx(model, {
    inputs: {boxes_in: boxSpec, scores_in: scoreSpec},
    detections: {boxes: 'boxes', scores: 'scores', ...options},
  });
  const session = new Session('exported', bytes, {threads: 1, spinning: 'off', memory: 'borrow'});
  const most = options.maxDetections ?? 100;
  const fetches = {
    sum: outputTensor({shape: [], dtype: 'float32'}),
    detection_boxes: outputTensor({shape: [most, 4], dtype: 'float32'}),
    detection_scores: outputTensor({shape: [most], dtype: 'float32'}),
    detection_classes: outputTensor({shape: [most], dtype: 'int32'}),
    num_detections: outputTensor({shape: [1], dtype: 'int32'}),
  };
  const feeds = {
    boxes_in: nativeTensor(boxSpec, Float32Array.from(boxes.flat())),
    scores_in: nativeTensor(scoreSpec, Float32Array.from(scores.flat())),
  };
  session.run(feeds, fetches);
  session.dispose();
  return Object.fromEntries(Object.entries(fetches).map(([name, {data}]) => [name, Array.from(data)]));
}

const BOXES = [
  [0, 0, 0.5, 1],
  [0, 0, 0.5, 0.875], // IoU 0.875 with the first
  [0.5, 0, 1, 0.25],
];

const NO_SCORES = BOXES.map(() => [0, 0]);

describe('toOnnx with detections', () => {
  test('keeps the best of overlapping boxes of a class, best first, and fills up with zeros', () => {
    const scores = [
      [1, 0],
      [1.5, 0.25],
      [0, 0.5],
    ];
    expect(detect(BOXES, scores, {maxDetections: 4, iouThreshold: 0.5})).toEqual({
      sum: [3.25],
      detection_boxes: [...(BOXES[1] as number[]), ...(BOXES[2] as number[]), ...(BOXES[1] as number[]), 0, 0, 0, 0],
      detection_scores: [0.75, 0.25, 0.125, 0],
      detection_classes: [0, 1, 1, 0],
      num_detections: [3],
    });
  });

  test('drops the worst of too many and scores at the threshold; a high IoU threshold drops nothing', () => {
    const scores = [
      [1, 0],
      [1.5, 0.25],
      [0, 0.5],
    ];
    const {detection_scores: found, num_detections: count} = detect(BOXES, scores, {maxDetections: 2, iouThreshold: 0.9});
    expect([found, count]).toEqual([[0.75, 0.5], [2]]);
    expect(detect(BOXES, scores, {maxDetections: 5, scoreThreshold: 0.25})['num_detections']).toEqual([1]);
  });

  test('finds nothing where no score is above the threshold', () => {
    expect(detect(BOXES, NO_SCORES, {maxDetections: 2})).toEqual({
      sum: [0],
      detection_boxes: [0, 0, 0, 0, 0, 0, 0, 0],
      detection_scores: [0, 0],
      detection_classes: [0, 0],
      num_detections: [0],
    });
  });

  test('agrees with tf.image.nonMaxSuppression on many boxes', () => {
    const corners = tf.randomUniform([200, 2], 0, 0.8, 'float32', 3).arraySync() as number[][];
    const sizes = tf.randomUniform([200, 2], 0.05, 0.4, 'float32', 4).arraySync() as number[][];
    const boxes = corners.map(([y, x], index) => {
      const [height, width] = sizes[index] as [number, number];
      return [y as number, x as number, (y as number) + height, (x as number) + width];
    });
    const scores = (tf.randomUniform([200], 0, 1, 'float32', 5).arraySync() as number[]).map((score) => [score, 0]);
    const halved = tf.tensor1d(scores.map(([score]) => (score as number) / 2));
    const kept = Array.from(tf.image.nonMaxSuppression(tf.tensor2d(boxes), halved, 50, 0.4, 0.05).dataSync());
    const found = detect(boxes, scores, {maxDetections: 50, iouThreshold: 0.4, scoreThreshold: 0.05});
    expect(found['num_detections']).toEqual([kept.length]);
    const values = halved.dataSync();
    expect(found['detection_scores']?.slice(0, kept.length)).toEqual(kept.map((index) => values[index]));
  });

  test('refuses names that no output has, shapes and numbers that do not fit', () => {
    expect(() => detect(BOXES, NO_SCORES, {scores: 'score'})).toThrow(/an output of the function, which are boxes, scores, sum/);
    expect(() => detect(BOXES, NO_SCORES, {boxes: 'scores'})).toThrow(ShapeError);
    expect(() => detect(BOXES, NO_SCORES, {iouThreshold: 1.5})).toThrow(OptionError);
    expect(() => detect(BOXES, NO_SCORES, {maxDetections: 0})).toThrow(OptionError);
  });
});
