import * as tf from '@tensorflow/tfjs-core';
import {clearScattered, gatherScattered} from './scatter-indices.ts';

/**
 * Gradient of `tf.sparseToDense`: a value gets `dy` where it was written (one number for all places: their sum), the default value gets the
 * sum of `dy` everywhere else. Indices must be unique, as for the forward pass.
 *
 * @see TensorFlow, `sparse_grad.py`, `_SparseToDenseGrad`.
 */
export const sparseToDenseGradient: tf.GradConfig = {
  kernelName: tf.SparseToDense,
  inputsToSave: ['sparseIndices', 'sparseValues', 'defaultValue'],
  gradFunc: (dy, saved) => {
    const [indices, values, defaultValue] = saved as [tf.Tensor, tf.Tensor, tf.Tensor];
    const count = indices.shape[0] ?? 1;
    return {
      sparseIndices: () => tf.zeros(indices.shape),
      sparseValues: () => {
        const written = gatherScattered(dy as tf.Tensor, indices, [count]);
        return values.rank === 0 ? tf.sum(written) : written;
      },
      defaultValue: () => tf.reshape(tf.sum(clearScattered(dy as tf.Tensor, indices)), defaultValue.shape),
    };
  },
};
