import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {MATCHES, compareWithDifferences, uniform} from '../../test/finite-differences.ts';
import {registerMissingGradients} from './register-missing-gradients.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
  registerMissingGradients();
});

describe('tensorScatterUpdateGradient', () => {
  test('goes to the update where one was written and to the table elsewhere', () => {
    const indices = tf.tensor2d([[2], [0]], undefined, 'int32');
    const both = tf.grads((table, updates) => tf.tensorScatterUpdate(table, indices, updates));
    const [table, updates] = both([tf.zeros([3]), tf.ones([2])], tf.tensor1d([1, 2, 3])) as [tf.Tensor, tf.Tensor];
    expect([...table.dataSync()]).toEqual([0, 2, 0]);
    expect([...updates.dataSync()]).toEqual([3, 1]);
  });

  test('is that of finite differences for rows', () => {
    const indices = tf.tensor2d([[3], [1]], undefined, 'int32');
    const update = (...inputs: tf.Tensor[]): tf.Tensor => tf.tensorScatterUpdate(inputs[0] as tf.Tensor, indices, inputs[1] as tf.Tensor);
    expect(compareWithDifferences(update, [uniform([4, 3]), uniform([2, 3], 2)])).toEqual(MATCHES);
  });

  test('leaves the gradient alone for no updates', () => {
    const indices = tf.zeros([0, 1], 'int32');
    const gradient = tf.grad((table) => tf.tensorScatterUpdate(table, indices, tf.zeros([0])))(tf.ones([3]), tf.tensor1d([1, 2, 3]));
    expect([...gradient.dataSync()]).toEqual([1, 2, 3]);
  });
});
