import * as tf from '@tensorflow/tfjs-core';
import {scatterRows} from './scatter-rows.ts';

/**
 * Gradient of `tf.topk`: what comes back for a value goes to the element it was read from; all others get 0. Nothing flows through the
 * indices. Among equal elements the one that `tf.topk` picked gets it.
 *
 * @see TensorFlow, `nn_grad.py`, `_TopKGrad`.
 */
export const topKGradient: tf.GradConfig = {
  kernelName: tf.TopK,
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dys, saved) => {
    const [x, indices] = saved as [tf.Tensor, tf.Tensor];
    return {
      x: () => {
        const dValues = (dys as tf.Tensor[])[0] as tf.Tensor; // [..., k]
        const length = x.shape.at(-1) ?? 1;
        const picked = indices.shape.at(-1) ?? 0;
        if (dValues.size === 0) return tf.zeros(x.shape);
        const rowCount = dValues.size / picked;
        const rowStarts = tf.mul(tf.reshape(tf.range(0, rowCount, 1, 'int32'), [rowCount, 1]), tf.scalar(length, 'int32')); // [R, 1]
        const places = tf.add(tf.reshape(indices, [rowCount, picked]), rowStarts); // [R, k]
        return tf.reshape(scatterRows(places, dValues, x.size, 1), x.shape);
      },
    };
  },
};
