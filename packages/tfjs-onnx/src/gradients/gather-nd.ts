import * as tf from '@tensorflow/tfjs-core';
import {sizeOf} from '../graph/shape.ts';

/**
 * Gradient of `tf.gatherND`: every slice of `dy` is added back where it was read, so an index that occurs twice gets the sum. The indices
 * get zeros.
 *
 * @see TensorFlow, `array_grad.py`, `_GatherNdGrad`.
 */
export const gatherNdGradient: tf.GradConfig = {
  kernelName: tf.GatherNd,
  inputsToSave: ['params', 'indices'],
  gradFunc: (dy, saved) => {
    const [params, indices] = saved as [tf.Tensor, tf.Tensor];
    return {
      params: () => addBack(dy as tf.Tensor, indices, params.shape),
      indices: () => tf.zeros(indices.shape),
    };
  },
};

function addBack(dy: tf.Tensor, indices: tf.Tensor, shape: number[]): tf.Tensor {
  if (dy.size === 0) return tf.zeros(shape);
  const depth = indices.shape.at(-1) ?? 0;
  const slice = shape.slice(depth);
  const count = sizeOf(indices.shape.slice(0, -1));
  const updates = tf.reshape(dy, [count, ...slice]);
  return depth === 0 ? tf.sum(updates, 0) : tf.scatterND(tf.reshape(indices, [count, depth]), updates, shape);
}
