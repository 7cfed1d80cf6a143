import * as tf from '@tensorflow/tfjs-core';

/** What a function returns, and the gradients of its first value in its inputs for the gradient `dy` of that value. */
export function withGradients(
  run: (...inputs: tf.Tensor[]) => readonly tf.Tensor[],
  inputs: readonly tf.Tensor[],
  dy: tf.Tensor,
): readonly tf.Tensor[] {
  let values: readonly tf.Tensor[] = [];
  const first = (): tf.Tensor => {
    values = run(...inputs);
    return values[0] as tf.Tensor;
  };
  const {grads} = tf.engine().gradients(first, [...inputs], dy);
  return [...values, ...grads];
}
