import * as tf from '@tensorflow/tfjs-core';
import {sizeOf} from '../graph/shape.ts';
import {scatterRows} from './scatter-rows.ts';

type GatherAttributes = {axis: number; batchDims?: number};

/**
 * Gradient of `tf.gather` along any axis with any `batchDims`; an index that occurs twice gets the sum, the indices get zeros.
 *
 * TensorFlow.js has one, but it fails for more than one batch dimension, needs chained methods for one, hands int32 back for the indices
 * (so that `tf.gather(x, topk.indices)` throws), and costs indices × rows, where this costs one scatter.
 *
 * @see TensorFlow, `array_grad.py`, `_GatherV2Grad`, `_BatchGatherGrad`.
 */
export const gatherGradient: tf.GradConfig = {
  kernelName: tf.GatherV2,
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy, saved, attributes) => {
    const [x, indices] = saved as [tf.Tensor, tf.Tensor];
    const {axis, batchDims = 0} = attributes as unknown as GatherAttributes;
    return {
      x: () => addBack(dy as tf.Tensor, x, indices, axis < 0 ? axis + x.rank : axis, batchDims < 0 ? batchDims + indices.rank : batchDims),
      indices: () => tf.zeros(indices.shape),
    };
  },
};

function addBack(dy: tf.Tensor, x: tf.Tensor, indices: tf.Tensor, axis: number, batchDims: number): tf.Tensor {
  if (dy.size === 0) return tf.zeros(x.shape);
  const batch = sizeOf(x.shape.slice(0, batchDims));
  const outer = sizeOf(x.shape.slice(batchDims, axis));
  const rows = x.shape[axis] as number;
  const inner = sizeOf(x.shape.slice(axis + 1));
  const picked = indices.size / batch;
  const updates = tf.transpose(tf.reshape(dy, [batch, outer, picked, inner]), [0, 2, 1, 3]); // [batch, picked, outer, inner]
  const batchStarts = tf.mul(tf.reshape(tf.range(0, batch, 1, 'int32'), [batch, 1]), tf.scalar(rows, 'int32')); // [batch, 1]
  const places = tf.add(tf.reshape(tf.cast(indices, 'int32'), [batch, picked]), batchStarts); // [batch, picked]
  const sums = tf.reshape(scatterRows(places, updates, batch * rows, outer * inner), [batch, rows, outer, inner]);
  return tf.reshape(tf.transpose(sums, [0, 2, 1, 3]), x.shape);
}
