import * as tf from '@tensorflow/tfjs-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {disagreement, normal} from '../../test/compare-backends.ts';
import {registerOnnxBackend} from '../index.ts';
import type {OnnxBackend} from './onnx-backend.ts';
import {ReorderedData} from './reordered-data.ts';

beforeAll(async () => {
  registerOnnxBackend({threshold: 1});
  await tf.setBackend('onnx');
});
afterAll(() => registerOnnxBackend());

const isNchw = ({dataId}: tf.Tensor): boolean => {
  const data: unknown = (tf.backend() as OnnxBackend).data.get(dataId);
  return data instanceof ReorderedData && data.stored !== undefined;
};

describe('tensors that lie in another order', () => {
  test('stay so from kernel to kernel, and are put in order when they are read', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]);
      const y = tf.avgPool(x, 1, 1, 'valid'); // NCHW for ONNX Runtime
      const z = tf.neg(y);
      expect([isNchw(x), isNchw(y), isNchw(z)]).toEqual([false, true, true]);
      expect(Array.from(z.dataSync())).toEqual([-1, -2, -3, -4, -5, -6, -7, -8]);
      expect([isNchw(y), isNchw(z)]).toEqual([true, false]);
      expect(Array.from(tf.reshape(y, [4, 2]).dataSync())).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      const cloned = tf.clone(y);
      y.dispose();
      expect(Array.from(cloned.dataSync())).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    });
  });

  test('move to another backend in order', async () => {
    const y = tf.tidy(() => tf.avgPool(tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8], [1, 2, 2, 2]), 1, 1, 'valid'));
    await tf.setBackend('cpu');
    expect(tf.tidy(() => Array.from(tf.neg(y).dataSync()))).toEqual([-1, -2, -3, -4, -5, -6, -7, -8]);
    await tf.setBackend('onnx');
    y.dispose();
  });

  test.each([4, 32])('give what cpu gives, whatever kernel comes next: %i channels', async (channels) => {
    const [x, filter, vector] = [
      tf.tensor(normal([2, 6, 5, 3], 1), [2, 6, 5, 3]),
      tf.tensor(normal([3, 3, 3, channels], 2), [3, 3, 3, channels]),
      tf.tensor(normal([channels], 3), [channels]),
    ];
    const nexts: ((y: tf.Tensor4D, v: tf.Tensor1D) => tf.Tensor)[] = [
      (y, v) => tf.add(y, v),
      (y) => tf.mul(y, tf.ones([5, 1])),
      (y) => tf.sum(y, [0, 1, 2]),
      (y) => tf.mean(y, [1, 3], true),
      (y) => tf.max(y, 3),
      (y) => tf.softmax(y),
      (y) => tf.transpose(y, [3, 0, 2, 1]),
      (y) => tf.reshape(y, [2, -1]),
      (y) => tf.concat([y, tf.zerosLike(y)], 2),
      (y) => tf.concat([y, tf.neg(y)], 3),
      (y) => tf.concat([y, tf.slice(y, [0, 0, 0, 0], [-1, -1, -1, 3])], 3),
      (y) => tf.concat([y, tf.neg(y)], 0),
      (y) => tf.mul(y, tf.slice(y, [0, 0, 0, 0], [1, 6, 5, 1])),
      (y) => tf.maximum(tf.slice(y, [0, 0, 2, 0], [2, 6, 1, -1]), y),
      (y) => tf.cast(tf.greater(y, 0), 'int32'),
      (y) => tf.slice(y, [0, 1, 2, 1], [2, 3, 2, 2]),
      (y) =>
        tf.pad(y, [
          [0, 0],
          [1, 2],
          [0, 1],
          [2, 0],
        ]),
      (y) => tf.reverse(y, [1, 3]),
      (y) => tf.tile(y, [1, 2, 1, 3]),
      (y) => tf.matMul(y, y, true, false),
      (y) => tf.where(tf.greater(y, 0), y, tf.neg(y)),
      (y) => tf.gather(y, tf.tensor1d([2, 0], 'int32'), 1),
      (y) => tf.image.resizeBilinear(y, [7, 4]),
      (y) => tf.unstack(y, 3)[2] as tf.Tensor,
      (y) => tf.stack([y, y], 1),
      (y) => tf.cumsum(y, 2),
    ];
    for (const [index, next] of nexts.entries()) {
      const run = (image: tf.Tensor4D, weights: tf.Tensor4D, v: tf.Tensor1D): tf.Tensor => next(tf.conv2d(image, weights, 1, 'same'), v);
      expect(`${index} ${await disagreement([x, filter, vector], run, 1e-5)}`).toBe(`${index} none`);
    }
    tf.dispose([x, filter, vector]);
  });
});
