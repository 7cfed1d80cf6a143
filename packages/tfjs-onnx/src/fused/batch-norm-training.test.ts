import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {describe, expect, test} from 'vitest';
import {normal} from '../../test/compare-backends.ts';
import {batchNormTraining, compile} from '../index.ts';

const values = (tensor: tf.Tensor): number[] => Array.from(tensor.dataSync());

describe('batchNormTraining', () => {
  test.each([20, 48])('agrees with moments, batchNorm and relu, gradients too, eagerly and compiled: %i channels', async (channels) => {
    const shape: [number, number, number, number] = [3, 9, 7, channels];
    const inputs = (): [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D] => [
      tf.add(tf.tensor4d(normal(shape, 1), shape), 5),
      tf.tensor1d(normal([channels], 2)),
      tf.tensor1d(normal([channels], 3)),
    ];
    const dy = normal(shape, 4);
    const composed = (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor => {
      const {mean, variance} = tf.moments(x, [0, 1, 2]);
      return tf.relu(tf.batchNorm(x, mean as tf.Tensor1D, variance as tf.Tensor1D, offset, scale, 1e-3));
    };
    const fused = (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D): tf.Tensor =>
      batchNormTraining(x, scale, offset, {relu: true}).y;
    const withGradients =
      (run: typeof composed) =>
      (x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, g: tf.Tensor): tf.Tensor[] => {
        const shifted = tf.conv2d(x, tf.reshape(tf.eye(channels), [1, 1, channels, channels]), 1, 'same'); // 48: in blocks
        return [run(shifted, scale, offset), ...tf.grads(run as (...all: tf.Tensor[]) => tf.Tensor)([shifted, scale, offset], g)];
      };
    await tf.setBackend('cpu');
    const expected = withGradients(composed)(...inputs(), tf.tensor(dy, shape)).map(values);
    await tf.setBackend('onnx');
    const compiled = compile(withGradients(fused));
    for (const run of [withGradients(fused), compiled, compile(withGradients(composed))]) {
      const found = run(...inputs(), tf.tensor(dy, shape)).map(values);
      for (const [index, list] of expected.entries()) {
        const largest = Math.max(...list.map(Math.abs));
        const worst = Math.max(...list.map((value, i) => Math.abs(value - (found[index]?.[i] ?? Number.NaN))));
        expect(worst / largest).toBeLessThan(3e-5);
      }
    }
    expect(compiled.mode).toBe('compiled');
  });

  test.each([-1e-3, Number.NaN])('refuses the epsilon %s', (epsilon) => {
    expect(() => batchNormTraining(tf.ones([1, 1, 2, 1]), tf.ones([1]), tf.zeros([1]), {epsilon})).toThrow(/epsilon is/);
  });
});
