import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

describe('sparseToDenseGradient', () => {
  test('goes to the values where they are and to the default value elsewhere', () => {
    const indices = tf.tensor1d([3, 0], 'int32');
    const both = tf.grads((values, rest) => tf.sparseToDense(indices, values, [4], rest as tf.Scalar));
    const [values, rest] = both([tf.ones([2]), tf.scalar(0)], tf.tensor1d([1, 2, 3, 4])) as [tf.Tensor, tf.Tensor];
    expect([...values.dataSync()]).toEqual([4, 1]);
    expect([...rest.dataSync()]).toEqual([5]);
  });

  test('is that of finite differences for a matrix, and for one place', () => {
    const cells = tf.tensor2d([[1, 2], [0, 1]], undefined, 'int32'); // biome-ignore format: one cell a pair
    const dense = (...inputs: tf.Tensor[]): tf.Tensor => tf.sparseToDense(cells, inputs[0] as tf.Tensor1D, [2, 3], inputs[1] as tf.Scalar);
    expect(compareWithDifferences(dense, [uniform([2]), uniform([], 3)])).toEqual(MATCHES);
    const place = tf.scalar(1, 'int32');
    const single = (...inputs: tf.Tensor[]): tf.Tensor => tf.sparseToDense(place, inputs[0] as tf.Scalar, [3], inputs[1] as tf.Scalar);
    expect(compareWithDifferences(single, [uniform([], 2), uniform([], 3)])).toEqual(MATCHES);
  });
});
