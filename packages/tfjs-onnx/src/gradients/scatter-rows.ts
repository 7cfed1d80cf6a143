import * as tf from '@tensorflow/tfjs-core';

/**
 * Adds rows into a table of zeros; rows that share an index add up.
 *
 * @param indices - int32, any shape of M values, each in [0, rowCount).
 * @param rows - float32, M · S values.
 * @param rowSize - S.
 * @returns float32 `[rowCount, S]`; zeros where no row went, and everywhere for M = 0.
 */
export function scatterRows(indices: tf.Tensor, rows: tf.Tensor, rowCount: number, rowSize: number): tf.Tensor2D {
  if (rows.size === 0) return tf.zeros([rowCount, rowSize]);
  const updates = tf.reshape(rows, [indices.size, rowSize]);
  return tf.scatterND<tf.Rank.R2>(tf.reshape(indices, [indices.size, 1]), updates, [rowCount, rowSize]);
}
