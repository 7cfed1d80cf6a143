import * as tf from '@tensorflow/tfjs-core';

/** Inputs, by kernel, of the functions that are constant in steps: their derivative is 0 wherever there is one. */
const STEP_KERNELS: Readonly<Record<string, readonly string[]>> = {
  [tf.Equal]: ['a', 'b'],
  [tf.NotEqual]: ['a', 'b'],
  [tf.Greater]: ['a', 'b'],
  [tf.Less]: ['a', 'b'],
  [tf.LessEqual]: ['a', 'b'],
  [tf.LogicalAnd]: ['a', 'b'],
  [tf.LogicalOr]: ['a', 'b'],
  [tf.LogicalNot]: ['x'],
  [tf.All]: ['x'],
  [tf.Any]: ['x'],
  [tf.NonMaxSuppressionV3]: ['boxes', 'scores'],
  [tf.NonMaxSuppressionV4]: ['boxes', 'scores'],
};

/**
 * Gradients of comparisons, logic and of the indices that non-maximum suppression keeps: zeros for every input, so that a mask or a
 * selection computed inside the loss does not break its gradient. `NonMaxSuppressionV5` is left out: its scores are not constant.
 */
export const zeroGradients: readonly tf.GradConfig[] = Object.entries(STEP_KERNELS).map(([kernelName, inputs]) => ({
  kernelName,
  inputsToSave: [...inputs],
  gradFunc: (_dy, saved) => Object.fromEntries(inputs.map((input, index) => [input, () => tf.zeros((saved[index] as tf.Tensor).shape)])),
}));
