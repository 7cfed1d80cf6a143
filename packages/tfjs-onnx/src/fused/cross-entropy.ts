import * as tf from '@tensorflow/tfjs-core';

/**
 * Cross entropy of a softmax over the last axis, one number a row: `-Σ t ln softmax(x)`, as one kernel with the closed-form gradient
 * `softmax(x) Σt - t`. Finite at logits of any size.
 *
 * @param logits - float32 `[…, K]`, not empty; `labels` like it, of which the gradient takes none.
 * @returns float32 `[…]`, at least 0 where labels are. The caller disposes it.
 * @throws {@link ShapeError} if the two are empty or differ in shape or type. If the backend is not `onnx`, TensorFlow.js finds no kernel and throws.
 */
export function softmaxCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel('FusedSoftmaxCrossEntropy', {logits, labels});
}

/**
 * Cross entropy of a sigmoid for every class on its own: `max(x, 0) - x t + ln(1 + e^-|x|)`, as one kernel with the closed-form gradient
 * `σ(x) - t`. Finite at logits of any size.
 *
 * @param logits - float32, any shape, not empty; `labels` like it, of which the gradient takes none.
 * @returns float32 like `logits`, at least 0 where labels are in [0, 1]. The caller disposes it.
 * @throws {@link ShapeError} if the two are empty or differ in shape or type. If the backend is not `onnx`, TensorFlow.js finds no kernel and throws.
 */
export function sigmoidCrossEntropy(logits: tf.Tensor, labels: tf.Tensor): tf.Tensor {
  return tf.engine().runKernel('FusedSigmoidCrossEntropy', {logits, labels});
}

/** Registers the gradients of the kernels, unless they have some. */
export function registerCrossEntropyGradients(): void {
  for (const kernelName of ['FusedSoftmaxCrossEntropy', 'FusedSigmoidCrossEntropy']) {
    if (tf.getGradient(kernelName) !== undefined) continue;
    tf.registerGradient({
      kernelName,
      inputsToSave: ['logits', 'labels'],
      gradFunc: (dy, saved) => {
        const [logits, labels] = saved as [tf.Tensor, tf.Tensor];
        return {logits: () => tf.engine().runKernel(`${kernelName}Grad`, {dy: dy as tf.Tensor, logits, labels})};
      },
    });
  }
}
