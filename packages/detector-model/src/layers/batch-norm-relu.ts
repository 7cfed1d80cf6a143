import * as tf from '@tensorflow/tfjs-core';
import {composedBatchNormRelu} from './composed-batch-norm-relu.ts';

/** `[C]` each. `bias` is a constant added to every channel before it is normalised. */
export type BatchNormParameters = {gamma: tf.Tensor1D; beta: tf.Tensor1D; bias: tf.Tensor1D};

/** `y` `[B, H, W, C]`; the batch's `mean` (bias included) and `variance` (divided by the count), `[C]`, as constants. */
export type BatchNormResult = {y: tf.Tensor4D; mean: tf.Tensor1D; variance: tf.Tensor1D};

/** Added to a variance before its square root: Gluon's default. */
export const BATCH_NORM_EPSILON = 1e-5;

/**
 * A kernel that a backend may have for the whole op, as the wasm backend has with `@oid/runtime`: x, scale, offset in, y, mean, variance out,
 * attributes epsilon and relu, its gradient registered beside it.
 */
const KERNEL = 'FusedBatchNormTraining';

/**
 * Batch normalisation with the batch's own statistics, then ReLU, as one op: `max(0, gamma (x + bias - mean) / √(variance + 1e-5) + beta)`.
 *
 * A bias cancels in the normalised value, so it is added to the mean alone and its gradient is exactly 0.
 *
 * @param x - float32 `[B, H, W, C]`, not empty. The caller disposes what is returned.
 * @see Ioffe and Szegedy 2015, Batch Normalization, arXiv:1502.03167.
 */
export function batchNormRelu(x: tf.Tensor4D, {gamma, beta, bias}: BatchNormParameters): BatchNormResult {
  return tf.tidy(() => {
    const inputs = {x, scale: gamma, offset: withIdle(beta, bias)};
    const hasKernel = tf.getKernel(KERNEL, tf.getBackend()) !== undefined;
    const {y, mean, variance} = hasKernel ? runKernel(inputs) : composedBatchNormRelu(inputs, BATCH_NORM_EPSILON);
    return {y, mean: tf.add<tf.Tensor1D>(mean, bias), variance};
  });
}

function runKernel(inputs: {x: tf.Tensor4D; scale: tf.Tensor1D; offset: tf.Tensor1D}): BatchNormResult {
  const attributes = {epsilon: BATCH_NORM_EPSILON, relu: true};
  const [y, mean, variance] = tf.engine().runKernel<tf.Tensor[]>(KERNEL, inputs, attributes) as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
  return {y, mean, variance};
}

/** `value`, in such a way that `idle`, which it does not depend on, gets a gradient of zeros instead of none. */
function withIdle(value: tf.Tensor1D, idle: tf.Tensor1D): tf.Tensor1D {
  const op = tf.customGrad<tf.Tensor>((input) => ({
    value: tf.clone(input as tf.Tensor),
    gradFunc: (dy: tf.Tensor) => [tf.clone(dy), tf.zeros(idle.shape)],
  }));
  return op(value, idle) as tf.Tensor1D;
}
