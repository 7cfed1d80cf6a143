import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

const values = (k: number) => (x: tf.Tensor) => tf.topk(x, k).values;

describe('topKGradient', () => {
  test('goes back to the elements that were picked', () => {
    const x = tf.tensor2d([[5, 1, 4], [2, 3, 9]]); // biome-ignore format: one row a line
    const gradient = tf.grad(values(2))(x, tf.tensor2d([[1, 2], [10, 20]])); // biome-ignore format: one row a line
    expect([...gradient.dataSync()]).toEqual([1, 0, 2, 0, 20, 10]);
  });

  test('is that of finite differences for a vector and for rank 3', () => {
    const spaced = tf.tensor([0.3, 0.9, -0.4, 0.1, -0.8, 0.5], [6]);
    expect(compareWithDifferences(values(3), [spaced], 0.05)).toEqual(MATCHES);
    expect(compareWithDifferences(values(2), [tf.reshape(spaced, [2, 1, 3])], 0.05)).toEqual(MATCHES);
  });

  test('reaches what its indices gather, and only that', () => {
    const picked = (x: tf.Tensor): tf.Tensor => tf.gather(x, tf.topk(x, 2).indices);
    const gradient = tf.grad(picked)(tf.tensor1d([3, 7, 5]), tf.tensor1d([1, 10]));
    expect([...gradient.dataSync()]).toEqual([0, 1, 10]);
  });

  test('is zero for k = 0', () => {
    const gradient = tf.grad(values(0))(tf.ones([2, 3]), tf.zeros([2, 0]));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
