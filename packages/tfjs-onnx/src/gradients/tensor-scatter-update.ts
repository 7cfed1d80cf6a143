import * as tf from '@tensorflow/tfjs-core';
import {clearScattered, gatherScattered} from './scatter-indices.ts';

/**
 * Gradient of `tf.tensorScatterUpdate`: the table gets `dy` except where it was overwritten, an update gets `dy` where it was written.
 * As in TensorFlow, updates that share an index each get all of it, although only the last one counts.
 *
 * @see TensorFlow, `array_grad.py`, `_TensorScatterUpdateGrad`.
 */
export const tensorScatterUpdateGradient: tf.GradConfig = {
  kernelName: tf.TensorScatterUpdate,
  inputsToSave: ['indices', 'updates'],
  gradFunc: (dy, saved) => {
    const [indices, updates] = saved as [tf.Tensor, tf.Tensor];
    return {
      tensor: () => clearScattered(dy as tf.Tensor, indices),
      indices: () => tf.zeros(indices.shape),
      updates: () => gatherScattered(dy as tf.Tensor, indices, updates.shape),
    };
  },
};
