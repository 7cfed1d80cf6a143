import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

describe('depthToSpaceGradient', () => {
  test('undoes the move for a map that is not square', () => {
    const x = uniform([2, 3, 2, 8]);
    const gradient = tf.grad((map: tf.Tensor) => tf.depthToSpace(map as tf.Tensor4D, 2, 'NHWC'))(x, tf.depthToSpace(x as tf.Tensor4D, 2));
    expect([...gradient.dataSync()]).toEqual([...x.dataSync()]);
  });

  test('is that of finite differences for blocks of 3', () => {
    expect(compareWithDifferences((x) => tf.depthToSpace(x as tf.Tensor4D, 3, 'NHWC'), [uniform([1, 1, 2, 18])])).toEqual(MATCHES);
  });

  test('gives the same numbers with the channels first', () => {
    const [x, dy] = [uniform([1, 2, 3, 8]) as tf.Tensor4D, uniform([1, 4, 6, 2], 2)];
    const toChannelsFirst = (map: tf.Tensor): tf.Tensor => tf.transpose(map, [0, 3, 1, 2]);
    const config = tf.getGradient(tf.DepthToSpace);
    const last = config.gradFunc(dy, [x], {blockSize: 2, dataFormat: 'NHWC'})['x']?.() as tf.Tensor;
    const first = config.gradFunc(toChannelsFirst(dy), [toChannelsFirst(x)], {blockSize: 2, dataFormat: 'NCHW'})['x']?.() as tf.Tensor;
    expect([...first.dataSync()]).toEqual([...toChannelsFirst(last).dataSync()]);
  });
});
