import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

describe('zeroGradients', () => {
  test('go through comparisons and logic', () => {
    const between = (x: tf.Tensor): tf.Tensor => tf.logicalNot(tf.logicalAnd(tf.greater(x, 2), tf.less(x, 4)));
    const gradient = tf.grad(between)(tf.tensor1d([1, 3, 5]), tf.ones([3]));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0]);
  });

  test.each([tf.equal, tf.notEqual, tf.greater, tf.less, tf.lessEqual])('are zeros of both shapes for %o', (compare) => {
    const [a, b] = tf.grads((x, y) => compare(x, y))([tf.ones([2, 3]), tf.ones([3])], tf.ones([2, 3])) as [tf.Tensor, tf.Tensor];
    expect([a.shape, b.shape]).toEqual([[2, 3], [3]]); // biome-ignore format: one shape each
    expect([...a.dataSync(), ...b.dataSync()].every((value) => value === 0)).toBe(true);
  });

  test('let the indices that non-maximum suppression keeps select boxes', () => {
    const kept = (boxes: tf.Tensor): tf.Tensor =>
      tf.gather(boxes, tf.image.nonMaxSuppression(boxes as tf.Tensor2D, tf.tensor1d([0.3, 0.9, 0.8]), 2, 0.5));
    const boxes = tf.tensor2d([[0, 0, 1, 1], [0, 0, 1, 0.9], [2, 2, 3, 3]]); // biome-ignore format: one row a box
    const gradient = tf.grad(kept)(boxes, tf.ones([2, 4]));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1]);
  });
});
