import * as tf from '@tensorflow/tfjs-core';

/** Makes the tensors that the tape saves for gradients, and nothing else; TensorFlow.js keeps it to itself. */
type Saving = {clone: (tensor: tf.Tensor) => tf.Tensor};

/**
 * Runs a function with a gradient tape of its own, so that a gradient computed around it records none of its kernels. What its tape saved is
 * disposed at the end: TensorFlow.js leaves that behind where a function throws between a forward pass and the end of its gradients.
 */
export function withOwnTape<Result>(run: () => Result): Result {
  const engine = tf.engine();
  const saving = engine as unknown as Saving;
  const {state} = engine;
  const {activeTape, gradientDepth} = state;
  const {clone} = saving;
  const saved: tf.Tensor[] = [];
  saving.clone = (tensor) => {
    const copy = clone.call(engine, tensor);
    saved.push(copy);
    return copy;
  };
  state.gradientDepth = 0;
  try {
    return run();
  } finally {
    saving.clone = clone;
    Object.assign(state, {activeTape, gradientDepth});
    tf.dispose(saved);
  }
}
