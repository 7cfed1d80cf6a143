import * as tf from '@tensorflow/tfjs-core';
import {sizeOf} from '../graph/shape.ts';

/** Brings scatter indices to `[..., K]`: a number or a list addresses rows, so K is 1. */
export function scatterIndices(indices: tf.Tensor): tf.Tensor {
  return indices.rank > 1 ? indices : tf.reshape(indices, [indices.size, 1]);
}

/** Reads the gradient of a scattered table at the places that were written. Returns float32 of `shape`. */
export function gatherScattered(dy: tf.Tensor, indices: tf.Tensor, shape: number[]): tf.Tensor {
  return sizeOf(shape) === 0 ? tf.zeros(shape) : tf.reshape(tf.gatherND(dy, scatterIndices(indices)), shape);
}

/** Zeroes the gradient of a table at the places that a scatter overwrote. */
export function clearScattered(dy: tf.Tensor, indices: tf.Tensor): tf.Tensor {
  if (indices.size === 0 || dy.size === 0) return tf.clone(dy);
  const places = scatterIndices(indices); // [..., K]
  const written = tf.ones([...places.shape.slice(0, -1), ...dy.shape.slice(places.shape.at(-1))]);
  const writes = tf.scatterND(places, written, dy.shape); // how often each number was written
  return tf.where(tf.greater(writes, 0), tf.zerosLike(dy), dy);
}
