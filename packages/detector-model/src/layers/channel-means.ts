import * as tf from '@tensorflow/tfjs-core';

/**
 * The mean of every channel over batch, rows and columns.
 *
 * Average pooling along the rows, then along the column of row means: XNNPACK, behind the wasm backend, pools several times faster than it
 * reduces or multiplies by ones, and the two levels keep the rounding of float32 sums small.
 *
 * @param x - float32 `[B, H, W, C]`, not empty.
 * @returns float32 `[C]`. The caller disposes it.
 */
export function channelMeans(x: tf.Tensor4D): tf.Tensor1D {
  return tf.tidy(() => {
    const [batch, height, width, channels] = x.shape;
    const rows = tf.reshape<tf.Rank.R4>(x, [1, batch * height, width, channels]);
    const rowMeans = width === 1 ? rows : tf.avgPool(rows, [1, width], 1, 'valid'); // [1, B·H, 1, C]
    const means = batch * height === 1 ? rowMeans : tf.avgPool(rowMeans, [batch * height, 1], 1, 'valid'); // [1, 1, 1, C]
    return tf.reshape<tf.Rank.R1>(means, [channels]);
  });
}
