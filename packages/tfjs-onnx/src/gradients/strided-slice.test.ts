import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

describe('stridedSliceGradient', () => {
  test('puts the gradient where it was read', () => {
    const gradient = tf.grad((x: tf.Tensor) => tf.stridedSlice(x, [1], [6], [2]))(tf.ones([7]), tf.tensor1d([1, 2, 3]));
    expect([...gradient.dataSync()]).toEqual([0, 1, 0, 2, 0, 3, 0]);
  });

  test.each([
    {name: 'steps on two axes', begin: [0, 1, 0], end: [3, 4, 2], strides: [2, 2, 1]},
    {name: 'negative steps', begin: [2, 3, 1], end: [0, -5, -3], strides: [-1, -2, -1]},
    {name: 'negative ends', begin: [-2, 0, 0], end: [-1, 3, 2], strides: [1, 2, 1]},
    {name: 'fewer axes than the tensor', begin: [1], end: [3], strides: [1]},
  ])('is that of finite differences for $name', ({begin, end, strides}) => {
    expect(compareWithDifferences((x) => tf.stridedSlice(x, begin, end, strides), [uniform([3, 4, 2])])).toEqual(MATCHES);
  });

  test('is that of finite differences with masks for begin, end, ellipsis, new and dropped axes', () => {
    const open = (x: tf.Tensor): tf.Tensor => tf.stridedSlice(x, [1, 2, 1], [2, 1, 2], [1, 2, 1], 2, 2);
    const dropped = (x: tf.Tensor): tf.Tensor => tf.stridedSlice(x, [0, 0, 1], [0, 0, 2], [1, 1, 1], 0, 0, 1, 2, 4);
    expect(compareWithDifferences(open, [uniform([3, 4, 2])])).toEqual(MATCHES);
    expect(compareWithDifferences(dropped, [uniform([3, 4, 2])])).toEqual(MATCHES);
  });

  test('is empty for an empty tensor', () => {
    const gradient = tf.grad((x: tf.Tensor) => tf.stridedSlice(x, [0, 0], [3, 0], [2, 1]))(tf.zeros([3, 0]), tf.zeros([2, 0]));
    expect(gradient.shape).toEqual([3, 0]);
  });
});
