import * as tf from '@tensorflow/tfjs-core';

/**
 * Computes a tensor as a constant: nothing that `compute` does is recorded for a gradient, and what it makes on the way is freed at once,
 * even inside `tf.variableGrads`.
 */
export function withoutGradient<T extends tf.Tensor>(compute: () => T): T {
  return tf.customGrad<tf.Tensor>(() => ({value: compute(), gradFunc: () => []}))() as T;
}
