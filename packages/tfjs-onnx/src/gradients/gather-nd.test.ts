import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

const index = (values: number[][]): tf.Tensor => tf.tensor2d(values, undefined, 'int32');

describe('gatherNdGradient', () => {
  test('adds up where one index occurs twice', () => {
    const gradient = tf.grad((x) => tf.gatherND(x, index([[2], [0], [2]])))(tf.tensor1d([1, 2, 3]), tf.tensor1d([1, 10, 100]));
    expect([...gradient.dataSync()]).toEqual([10, 0, 101]);
  });

  test('is that of finite differences for numbers, for slices and for indices of rank 3 and 1', () => {
    expect(
      compareWithDifferences(
        (x) =>
          tf.gatherND(
            x,
            index([
              [1, 2],
              [0, 0],
              [1, 2],
            ]),
          ),
        [uniform([2, 3])],
      ),
    ).toEqual(MATCHES);
    expect(compareWithDifferences((x) => tf.gatherND(x, index([[1], [0]])), [uniform([2, 3, 2])])).toEqual(MATCHES);
    expect(
      compareWithDifferences((x) => tf.gatherND(x, tf.tensor3d([[[1, 0]], [[0, 2]]], undefined, 'int32')), [uniform([2, 3, 2])]),
    ).toEqual(MATCHES);
    expect(compareWithDifferences((x) => tf.gatherND(x, tf.tensor1d([1, 2], 'int32')), [uniform([2, 3, 2])])).toEqual(MATCHES);
  });

  test('is zero for no indices', () => {
    const gradient = tf.grad((x) => tf.gatherND(x, tf.zeros([0, 1], 'int32')))(tf.ones([2, 3]), tf.zeros([0, 3]));
    expect([...gradient.dataSync()]).toEqual([0, 0, 0, 0, 0, 0]);
  });
});
