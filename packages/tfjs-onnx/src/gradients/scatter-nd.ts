import * as tf from '@tensorflow/tfjs-core';
import {gatherScattered} from './scatter-indices.ts';

/**
 * Gradient of `tf.scatterND`: every update reads `dy` where it was added. The indices get zeros.
 *
 * @see TensorFlow, `array_grad.py`, `_ScatterNdGrad`.
 */
export const scatterNdGradient: tf.GradConfig = {
  kernelName: tf.ScatterNd,
  inputsToSave: ['indices', 'updates'],
  gradFunc: (dy, saved) => {
    const [indices, updates] = saved as [tf.Tensor, tf.Tensor];
    return {
      indices: () => tf.zeros(indices.shape),
      updates: () => gatherScattered(dy as tf.Tensor, indices, updates.shape),
    };
  },
};
