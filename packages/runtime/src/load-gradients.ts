import * as tf from '@tensorflow/tfjs-core';

/**
 * Registers TensorFlow.js's gradients where nothing has yet. In Node, `@tensorflow/tfjs-core` has the ops alone;
 * the gradients come with `@tensorflow/tfjs`, which shares its engine.
 */
export async function loadGradients(): Promise<void> {
  if (tf.getGradient('Add') === undefined) await import('@tensorflow/tfjs');
}
