import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

const gather =
  (indices: tf.Tensor, axis = 0, batchDims = 0) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.gather(x, indices, axis, batchDims);

describe('gatherGradient', () => {
  test('adds up where one index occurs twice', () => {
    const gradient = tf.grad(gather(tf.tensor1d([1, 1, 0], 'int32')))(tf.ones([3, 2]), tf.tensor2d([1, 2, 10, 20, 100, 200], [3, 2]));
    expect([...gradient.dataSync()]).toEqual([100, 200, 11, 22, 0, 0]);
  });

  test.each([0, 1, 2, -1, -2])('is that of finite differences along axis %d', (axis) => {
    expect(compareWithDifferences(gather(tf.tensor2d([[0, 1, 1], [1, 0, 0]], undefined, 'int32'), axis), [uniform([2, 3, 2])])).toEqual(MATCHES); // biome-ignore format: one row a line
  });

  test.each([
    {shape: [2, 3], indices: [2, 2], axis: 1, batchDims: 1},
    {shape: [2, 3], indices: [2], axis: 1, batchDims: 1},
    {shape: [2, 4, 3, 2], indices: [2, 2], axis: 2, batchDims: 1},
    {shape: [2, 2, 3, 2], indices: [2, 2, 3], axis: 2, batchDims: 2},
    {shape: [2, 2, 3], indices: [2, 2, 1], axis: 2, batchDims: -1},
  ])('is that of finite differences for %o', ({shape, indices, axis, batchDims}) => {
    const picks = tf.cast(tf.randomUniform(indices, 0, 3, 'float32', 5), 'int32');
    expect(compareWithDifferences(gather(picks, axis, batchDims), [uniform(shape)])).toEqual(MATCHES);
  });

  test('is zero for no indices', () => {
    const gradient = tf.grad(gather(tf.zeros([0], 'int32')))(tf.ones([2, 3]), tf.zeros([0, 3]));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
