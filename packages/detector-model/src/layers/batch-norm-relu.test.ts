import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {BATCH_NORM_EPSILON, batchNormRelu} from './batch-norm-relu.ts';

const SHAPE: [number, number, number, number] = [2, 3, 5, 4];
const COUNT = 30;

/** Repeatable numbers in about ±2. */
function numbers(length: number, phase: number): Float32Array {
  return Float32Array.from({length}, (_, index) => 2 * Math.sin(1.7 * index * index + phase));
}

const X = numbers(COUNT * 4, 0.3);
const DY = numbers(COUNT * 4, 2.1);
const GAMMA = [1, -0.5, 2, 0.25];
const BETA = [0, 0.3, -0.2, 0.1];
const BIAS = [0, 5, -3, 0.5];

/** `sum(dy * y)` in float64 by the definition, and y. */
function reference(x: ArrayLike<number>, gamma: readonly number[], beta: readonly number[]): {total: number; y: number[]} {
  const y = Array.from({length: COUNT * 4}, () => 0);
  for (let channel = 0; channel < 4; channel += 1) {
    const values = Array.from({length: COUNT}, (_, row) => x[row * 4 + channel] as number);
    const mean = values.reduce((sum, value) => sum + value, 0) / COUNT;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / COUNT;
    values.forEach((value, row) => {
      const normalised = (value - mean) / Math.sqrt(variance + BATCH_NORM_EPSILON);
      y[row * 4 + channel] = Math.max(0, (gamma[channel] as number) * normalised + (beta[channel] as number));
    });
  }
  return {total: y.reduce((sum, value, index) => sum + value * (DY[index] as number), 0), y};
}

/** Gradients of x, gamma, beta and bias for the upstream gradient DY. */
function gradients(op: (x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D, bias: tf.Tensor1D) => tf.Tensor): number[][] {
  return tf.tidy(() => {
    const run = tf.grads((x, gamma, beta, bias) => op(x as tf.Tensor4D, gamma as tf.Tensor1D, beta as tf.Tensor1D, bias as tf.Tensor1D));
    const inputs = [tf.tensor4d(X, SHAPE), tf.tensor1d(GAMMA), tf.tensor1d(BETA), tf.tensor1d(BIAS)];
    return run(inputs, tf.tensor4d(DY, SHAPE)).map((gradient) => [...gradient.dataSync()]);
  });
}

/** The same out of plain ops, each with its own gradient. */
function unfused(x: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D, bias: tf.Tensor1D): tf.Tensor {
  const moved = tf.add(x, bias);
  const centred = tf.sub(moved, tf.mul(tf.sum(moved, [0, 1, 2]), 1 / COUNT));
  const variance = tf.mul(tf.sum(tf.mul(centred, centred), [0, 1, 2]), 1 / COUNT);
  const normalised = tf.mul(centred, tf.rsqrt(tf.add(variance, BATCH_NORM_EPSILON)));
  return tf.relu(tf.add(tf.mul(normalised, gamma), beta));
}

/** Matches numbers that agree to so many digits. */
function close(values: ArrayLike<number>, digits: number): unknown {
  return Array.from(values, (value): unknown => expect.closeTo(value, digits));
}

describe.each(['cpu', 'wasm'])('batchNormRelu on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  const run = (x: tf.Tensor4D): ReturnType<typeof batchNormRelu> =>
    batchNormRelu(x, {gamma: tf.tensor1d(GAMMA), beta: tf.tensor1d(BETA), bias: tf.tensor1d(BIAS)});

  test('normalises by hand-checkable numbers', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 3, 5, 7], [1, 2, 2, 1]); // mean 4, variance 5
      const {y, mean, variance} = batchNormRelu(x, {gamma: tf.tensor1d([2]), beta: tf.tensor1d([1]), bias: tf.tensor1d([10])});
      const step = 2 / Math.sqrt(5 + BATCH_NORM_EPSILON);
      expect([...y.dataSync()]).toEqual(close([0, 1 - step, 1 + step, 1 + 3 * step], 5));
      expect([...mean.dataSync(), ...variance.dataSync()]).toEqual(close([14, 5], 5));
    });
  });

  test('follows the definition in float64', () => {
    tf.tidy(() => {
      expect([...run(tf.tensor4d(X, SHAPE)).y.dataSync()]).toEqual(close(reference(X, GAMMA, BETA).y, 5));
    });
  });

  test('has the gradients of the same computation out of plain ops', () => {
    const fused = gradients((x, gamma, beta, bias) => batchNormRelu(x, {gamma, beta, bias}).y);
    const composed = gradients(unfused);
    expect(fused).toEqual(composed.map((gradient) => close(gradient, 4)));
    expect(fused[3]?.map(Math.abs)).toEqual([0, 0, 0, 0]);
  });

  test('has the gradients of finite differences', () => {
    const [dx, dgamma, dbeta] = gradients((x, gamma, beta, bias) => batchNormRelu(x, {gamma, beta, bias}).y) as [
      number[],
      number[],
      number[],
    ];
    const step = 1e-6;
    const slope = (moved: (by: number) => number): number => (moved(step) - moved(-step)) / (2 * step);
    const nudge = (values: ArrayLike<number>, at: number, by: number): number[] =>
      Array.from(values, (value, index) => value + (index === at ? by : 0));
    for (let index = 0; index < X.length; index += 7) {
      expect(dx[index]).toBeCloseTo(
        slope((by) => reference(nudge(X, index, by), GAMMA, BETA).total),
        3,
      );
    }
    for (let channel = 0; channel < 4; channel += 1) {
      expect(dgamma[channel]).toBeCloseTo(
        slope((by) => reference(X, nudge(GAMMA, channel, by), BETA).total),
        3,
      );
      expect(dbeta[channel]).toBeCloseTo(
        slope((by) => reference(X, GAMMA, nudge(BETA, channel, by)).total),
        3,
      );
    }
  });

  test('keeps the variance beside a large mean', () => {
    tf.tidy(() => {
      const {variance} = run(tf.add(tf.tensor4d(X, SHAPE), 1000));
      const {variance: plain} = run(tf.tensor4d(X, SHAPE));
      expect([...variance.dataSync()]).toEqual(close([...plain.dataSync()], 2));
    });
  });

  test('sends everything to beta when there is one value a channel', () => {
    tf.tidy(() => {
      const {y, variance} = run(tf.tensor4d([9, 9, -9, 9], [1, 1, 1, 4]));
      expect([...y.dataSync()]).toEqual(close([0, 0.3, 0, 0.1], 3)); // scale 1 / √1e-5 makes 9 · 316 cancel in float32
      expect([...variance.dataSync()]).toEqual(close([0, 0, 0, 0], 6));
    });
  });

  test('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    gradients((x, gamma, beta, bias) => batchNormRelu(x, {gamma, beta, bias}).y);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('batchNormRelu', () => {
  const parameters = (): Parameters<typeof batchNormRelu>[1] => ({
    gamma: tf.tensor1d(GAMMA),
    beta: tf.tensor1d(BETA),
    bias: tf.tensor1d(BIAS),
  });
  const compute = (): number[] => tf.tidy(() => [...batchNormRelu(tf.tensor4d(X, SHAPE), parameters()).y.dataSync()]);

  test('gives the same without the fused kernel of a depthwise convolution', async () => {
    await tf.setBackend('cpu');
    const fused = compute();
    const kernel = tf.getKernel(tf.FusedDepthwiseConv2D, 'cpu');
    tf.unregisterKernel(tf.FusedDepthwiseConv2D, 'cpu');
    try {
      expect(compute()).toEqual(close(fused, 5));
    } finally {
      tf.registerKernel(kernel);
    }
  });

  test('leaves the work to a kernel for the whole op where the backend has one', async () => {
    await tf.setBackend('cpu');
    const asked: object[] = [];
    const write = (backend: unknown, values: number[], shape: number[]): tf.TensorInfo => {
      const dataId = (backend as {write: (values: Float32Array, shape: number[], dtype: string) => object}).write(
        Float32Array.from(values),
        shape,
        'float32',
      );
      return {dataId, shape, dtype: 'float32'};
    };
    tf.registerKernel({
      kernelName: 'FusedBatchNormTraining',
      backendName: 'cpu',
      kernelFunc: ({inputs, attrs, backend}) => {
        asked.push({...attrs, shapes: ['x', 'scale', 'offset'].map((name) => (inputs[name] as tf.TensorInfo).shape)});
        return [write(backend, [...X], SHAPE), write(backend, [1, 2, 3, 4], [4]), write(backend, [5, 6, 7, 8], [4])];
      },
    });
    try {
      tf.tidy(() => {
        const {y, mean, variance} = batchNormRelu(tf.tensor4d(X, SHAPE), parameters());
        expect([...y.dataSync()]).toEqual([...X]);
        expect([[...mean.dataSync()], [...variance.dataSync()]]).toEqual([
          [1, 7, 0, 4.5],
          [5, 6, 7, 8],
        ]);
      });
      expect(asked).toEqual([{epsilon: BATCH_NORM_EPSILON, relu: true, shapes: [SHAPE, [4], [4]]}]);
    } finally {
      tf.unregisterKernel('FusedBatchNormTraining', 'cpu');
    }
  });
});
