import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {disagreement, normal} from '../../test/compare-backends.ts';
import type {Compared} from '../../test/compare-backends.ts';
import {compile, registerOnnxBackend} from '../index.ts';

beforeAll(async () => {
  registerOnnxBackend({threshold: 1, threads: 2});
  await tf.setBackend('cpu');
});
afterAll(() => registerOnnxBackend());

const tensor = (shape: number[], seed = 1): tf.Tensor => tf.tensor(normal(shape, seed), shape);

/** Agrees with cpu, and can be compiled. */
async function agrees(inputs: tf.Tensor[], run: Compared): Promise<string> {
  const found = await disagreement(inputs, run, 4e-6);
  const compiled = compile(run as (...all: tf.Tensor[]) => tf.Tensor);
  compiled(...inputs).dispose();
  const {mode, reason} = compiled;
  compiled.dispose();
  return mode === 'compiled' ? found : String(reason);
}

describe('kernels that detectors seldom use agree with cpu', () => {
  test.each<[string, number[][], Compared]>([
    ['mod', [[4, 50], [50]], (a: tf.Tensor, b: tf.Tensor) => tf.mod(a, b)],
    ['atan2', [[4, 50], [50]], (a: tf.Tensor, b: tf.Tensor) => tf.atan2(a, b)],
    [
      'einsum of matrices',
      [
        [2, 3, 4],
        [2, 4, 5],
      ],
      (a: tf.Tensor, b: tf.Tensor) => tf.einsum('bij,bjk->bki', a, b),
    ],
    ['einsum of one tensor', [[3, 4]], (a: tf.Tensor) => tf.einsum('ij->j', a)],
    ['depthToSpace', [[2, 3, 5, 12]], (x: tf.Tensor4D) => tf.depthToSpace(x, 2)],
    ['localResponseNormalization', [[2, 3, 5, 7]], (x: tf.Tensor4D) => tf.localResponseNormalization(x, 2, 1.5, 0.3, 0.75)],
    ['flipLeftRight', [[2, 3, 5, 3]], (x: tf.Tensor4D) => tf.image.flipLeftRight(x)],
    [
      'conv3d',
      [
        [1, 5, 6, 7, 3],
        [2, 3, 3, 3, 4],
      ],
      (x: tf.Tensor5D, w: tf.Tensor5D) => tf.conv3d(x, w, [1, 2, 1], 'same'),
    ],
    ['maxPool3d', [[1, 5, 6, 7, 3]], (x: tf.Tensor5D) => tf.maxPool3d(x, 3, 2, 'same')],
    ['avgPool3d', [[1, 5, 6, 7, 3]], (x: tf.Tensor5D) => tf.avgPool3d(x, [2, 3, 2], 1, 'same')],
    ['scatterND', [[3, 2]], (updates: tf.Tensor) => tf.scatterND(tf.tensor2d([[4], [1], [4]], [3, 1], 'int32'), updates, [6, 2])],
    [
      'tensorScatterUpdate',
      [
        [6, 2],
        [2, 2],
      ],
      (x: tf.Tensor, updates: tf.Tensor) => tf.tensorScatterUpdate(x, tf.tensor2d([[4], [1]], [2, 1], 'int32'), updates),
    ],
    ['logSoftmax', [[3, 5]], (x: tf.Tensor) => tf.logSoftmax(x)],
    ['powers', [[3, 5]], (x: tf.Tensor) => tf.add(tf.pow(x, 2), tf.mul(tf.pow(x, 1), tf.pow(tf.abs(x), 1.5)))],
    ['sums and means of a scalar', [[]], (x: tf.Tensor) => tf.stack([tf.sum(x), tf.mean(x), tf.max(x)])],
  ])('%s', async (_, shapes, run) => {
    const inputs = shapes.map((shape, index) => tensor(shape, index + 1));
    expect(await agrees(inputs, run)).toBe('none');
    tf.dispose(inputs);
  });

  test('mod and atan2 on every side of zero', async () => {
    const [a, b] = [tf.tensor1d([5, -5, 5, -5, 0, 3, -3, 0]), tf.tensor1d([3, 3, -3, -3, 2, 0.5, 0, 0])];
    expect(await disagreement([a, b], (x: tf.Tensor, y: tf.Tensor) => [tf.mod(x, y), tf.atan2(x, y)])).toBe('none');
    tf.dispose([a, b]);
  });

  test('atan2 of infinities and both zeros', async () => {
    const ends = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 1, -1, Number.NaN];
    const inputs = [tf.tensor2d(ends, [ends.length, 1]), tf.tensor1d(ends)];
    expect(await disagreement(inputs, (y: tf.Tensor, x: tf.Tensor) => tf.atan2(y, x))).toBe('none');
    tf.dispose(inputs);
  });

  test('floorDiv of floats, which is int32, by zero too', async () => {
    const inputs = [tf.tensor1d([7, -7, 7.5, -0.5, 1, -1, 0]), tf.tensor1d([2, 2, -2, 3, 0, 0, 0])];
    expect(await agrees(inputs, (a: tf.Tensor, b: tf.Tensor) => tf.floorDiv(a, b))).toBe('none');
    tf.dispose(inputs);
  });

  test('max and min keep NaN', async () => {
    const x = tf.tensor3d([1, 2, Number.NaN, 3, Number.NEGATIVE_INFINITY, 5, 6, Number.NaN], [2, 2, 2]);
    for (const axis of [undefined, 0, 1, [0, 2]]) {
      expect(await disagreement([x], (y: tf.Tensor) => [tf.max(y, axis), tf.min(y, axis)])).toBe('none');
    }
    x.dispose();
  });

  test('reshapes of nothing', async () => {
    const x = tf.zeros([1, 0]);
    expect(await agrees([x], (y: tf.Tensor) => tf.reshape(y, [0, 3]))).toBe('none');
    x.dispose();
  });
});
