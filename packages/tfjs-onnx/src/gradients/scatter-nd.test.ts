import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

describe('scatterNdGradient', () => {
  test('reads the gradient where an update went', () => {
    const indices = tf.tensor2d([[3], [1]], undefined, 'int32');
    const gradient = tf.grad((x) => tf.scatterND(indices, x, [4]))(tf.tensor1d([5, 6]), tf.tensor1d([1, 2, 3, 4]));
    expect([...gradient.dataSync()]).toEqual([4, 2]);
  });

  test('is that of finite differences for rows, for a repeated index and for a flat list of indices', () => {
    const rows = tf.tensor2d([[2], [0], [2]], undefined, 'int32');
    expect(compareWithDifferences((x) => tf.scatterND(rows, x, [3, 4]), [uniform([3, 4])])).toEqual(MATCHES);
    expect(compareWithDifferences((x) => tf.scatterND(tf.tensor1d([2, 0], 'int32'), x, [3, 4]), [uniform([2, 4])])).toEqual(MATCHES);
    const cells = tf.tensor3d([[[1, 2], [0, 1]]], undefined, 'int32'); // biome-ignore format: one cell a pair
    expect(compareWithDifferences((x) => tf.scatterND(cells, x, [2, 3]), [uniform([1, 2])])).toEqual(MATCHES);
  });

  test('is empty for no updates', () => {
    const indices = tf.zeros([0, 1], 'int32');
    const gradient = tf.grad((x) => tf.scatterND(indices, x, [2, 3]))(tf.zeros([0, 3]), tf.ones([2, 3]));
    expect(gradient.shape).toEqual([0, 3]);
  });
});
