import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {normal} from '../../test/compare-backends.ts';
import {sigmoidCrossEntropy, softmaxCrossEntropy} from '../index.ts';

beforeAll(() => tf.setBackend('onnx'));

const LOGITS = [0, 1, -2, 12, -12, 30, -30, 1e4, -1e4, 0.5];
const LABELS = [1, 0, 1, 1, 0, 0, 1, 0, 1, 0.25];

describe('sigmoidCrossEntropy', () => {
  test('is max(x, 0) - x t + ln(1 + e^-|x|) to single precision, with slope σ(x) - t', () => {
    const x = tf.tensor1d(LOGITS);
    const t = tf.tensor1d(LABELS);
    const twos = tf.mul(tf.onesLike(x), 2);
    const before = tf.memory().numTensors;
    const {value, grad} = tf.valueAndGrad((logits: tf.Tensor) => sigmoidCrossEntropy(logits, t))(x, twos);
    for (const [index, logit] of LOGITS.entries()) {
      const label = LABELS[index] as number;
      const expected = Math.max(logit, 0) - logit * label + Math.log1p(Math.exp(-Math.abs(logit)));
      const found = value.dataSync()[index] as number;
      expect(Math.abs(found - expected)).toBeLessThanOrEqual(3e-7 * expected);
      expect(grad.dataSync()[index]).toBeCloseTo(2 * (1 / (1 + Math.exp(-logit)) - label), 6);
    }
    tf.dispose([value, grad]);
    expect(tf.memory().numTensors).toBe(before);
    tf.dispose([x, t, twos]);
  });
});

describe('softmaxCrossEntropy', () => {
  test('gives ln 2 where two classes are level, and the logits’ distance where one is far ahead', () => {
    const loss = softmaxCrossEntropy(tf.tensor2d([3, 3, 1e4, -1e4], [2, 2]), tf.tensor2d([0, 1, 0, 1], [2, 2]));
    expect([loss.shape, Array.from(loss.dataSync())]).toEqual([[2], [expect.closeTo(Math.LN2, 6), 20000]]);
  });

  test('agrees with tf.losses on labels that add up to 1, gradients too', () => {
    tf.tidy(() => {
      const logits = tf.tensor3d(normal([2, 3, 5], 1, 4), [2, 3, 5]);
      const labels = tf.softmax(tf.tensor3d(normal([2, 3, 5], 2), [2, 3, 5]));
      const weights = tf.tensor2d(normal([2, 3], 3), [2, 3]);
      const ours = tf.valueAndGrad((x: tf.Tensor) => softmaxCrossEntropy(x, labels))(logits, weights);
      const reference = (x: tf.Tensor): tf.Tensor => tf.losses.softmaxCrossEntropy(labels, x, 1, 0, tf.Reduction.NONE);
      const theirs = tf.valueAndGrad(reference)(logits, weights);
      for (const part of ['value', 'grad'] as const) {
        const expected = Array.from(theirs[part].dataSync());
        for (const [index, value] of Array.from(ours[part].dataSync()).entries()) expect(value).toBeCloseTo(expected[index] as number, 5);
      }
    });
  });

  test('refuses labels of another shape, and nothing at all', () => {
    expect(() => softmaxCrossEntropy(tf.zeros([2, 3]), tf.zeros([3]))).toThrow(/logits float32 \[2, 3\], labels float32 \[3\]/);
    expect(() => sigmoidCrossEntropy(tf.zeros([0]), tf.zeros([0]))).toThrow(/not empty/);
  });
});
