import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, expect, test} from 'vitest';
import {disagreement, normal} from '../../test/compare-backends.ts';
import {registerOnnxBackend} from '../index.ts';

beforeAll(async () => {
  registerOnnxBackend({threshold: 1});
  await tf.setBackend('cpu');
});

test('blocks move into the batch and back as on cpu, with padding, crops and axes behind', async () => {
  const run = (x: tf.Tensor): tf.Tensor[] => {
    const paddings = [
      [1, 0],
      [2, 3],
    ];
    const blocks = tf.spaceToBatchND(x, [2, 3], paddings);
    const line = tf.spaceToBatchND(x, [5], [[0, 0]]);
    return [blocks, tf.batchToSpaceND(blocks, [2, 3], paddings), tf.batchToSpaceND(tf.neg(blocks), [3], [[0, 1]]), line];
  };
  expect(await disagreement([tf.tensor(normal([2, 5, 4, 3], 1), [2, 5, 4, 3])], run)).toBe('none');
});
