import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

const conv =
  (pad: 'same' | 'valid', dilations: [number, number], strides: [number, number] = [1, 1]) =>
  (...inputs: tf.Tensor[]): tf.Tensor =>
    tf.depthwiseConv2d(inputs[0] as tf.Tensor4D, inputs[1] as tf.Tensor4D, strides, pad, 'NHWC', dilations);

describe('depthwiseConv2dGradient', () => {
  test('keeps the channels apart', () => {
    const x = tf.tensor4d([1, 10, 2, 20, 3, 30], [1, 1, 3, 2]);
    const filter = tf.tensor4d([1, 2, 3, 4], [1, 2, 2, 1]);
    const [dx, dFilter] = tf.grads(conv('valid', [1, 2]))([x, filter], tf.ones([1, 1, 1, 2])) as [tf.Tensor, tf.Tensor];
    expect([...dx.dataSync()]).toEqual([1, 2, 0, 0, 3, 4]);
    expect([...dFilter.dataSync()]).toEqual([1, 10, 3, 30]);
  });

  test.each<['same' | 'valid', [number, number], number]>([
    ['same', [2, 2], 1],
    ['valid', [2, 1], 2],
    ['same', [3, 2], 2],
  ])('is that of finite differences with padding %s, dilation %s and %d filters a channel', (pad, dilations, multiplier) => {
    expect(compareWithDifferences(conv(pad, dilations), [uniform([2, 5, 6, 2]), uniform([2, 3, 2, multiplier], 2)])).toEqual(MATCHES);
  });

  test('is that of finite differences with a stride and no dilation', () => {
    expect(compareWithDifferences(conv('same', [1, 1], [2, 2]), [uniform([1, 5, 6, 3]), uniform([3, 3, 3, 1], 2)])).toEqual(MATCHES);
  });
});
