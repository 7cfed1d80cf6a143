import * as tf from '@tensorflow/tfjs-core';
import {normal} from './compare-backends.ts';

/** A small detector-like net of plain TensorFlow.js ops: (conv, batch norm, ReLU) twice with pooling, and a head; mean squared error. */
export function createTinyNet(
  seed: number,
  channels: readonly number[] = [6, 8],
  outputs = 4,
): {variables: tf.Variable[]; loss(x: tf.Tensor, t: tf.Tensor): tf.Scalar; dispose(): void} {
  const variables: tf.Variable[] = [];
  const variable = (shape: number[], make: (size: number) => Float32Array): tf.Variable => {
    const size = shape.reduce((product, length) => product * length, 1);
    const made = tf.tidy(() => tf.variable(tf.tensor(make(size), shape)));
    variables.push(made);
    return made;
  };
  let inputs = 3;
  const blocks = channels.map((count, index) => {
    const filter = variable([3, 3, inputs, count], (size) => normal([size], seed + index, Math.sqrt(2 / (9 * inputs))));
    inputs = count;
    return {
      filter,
      scale: variable([count], (size) => new Float32Array(size).fill(1)),
      offset: variable([count], (size) => new Float32Array(size)),
    };
  });
  const head = variable([3, 3, inputs, outputs], (size) => normal([size], seed + 50, 0.1));
  const loss = (x: tf.Tensor, t: tf.Tensor): tf.Scalar =>
    tf.tidy(() => {
      let y = x as tf.Tensor4D;
      for (const {filter, scale, offset} of blocks) {
        const convolved = tf.conv2d(y, filter as tf.Tensor4D, 1, 'same');
        const {mean, variance} = tf.moments(convolved, [0, 1, 2]);
        const normalized = tf.batchNorm(
          convolved,
          mean as tf.Tensor1D,
          variance as tf.Tensor1D,
          offset as tf.Tensor1D,
          scale as tf.Tensor1D,
        );
        y = tf.maxPool(tf.relu(normalized), 2, 2, 'valid');
      }
      return tf.mean<tf.Scalar>(tf.squaredDifference(tf.conv2d(y, head as tf.Tensor4D, 1, 'same'), t));
    });
  return {variables, loss, dispose: () => tf.dispose(variables)};
}
