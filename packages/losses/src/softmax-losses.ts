import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {checkClassWeights, checkPredictions} from './check-tensors.ts';
import {maskedWeights, withSlope} from './loss-options.ts';
import type {LossOptions} from './loss-options.ts';

export type WeightedSoftmaxLossOptions = LossOptions & {
  /** Logits are divided by it: above 1 flattens, below 1 sharpens; above 0. @default 1 */
  logitScale?: number | undefined;
};

export const WEIGHTED_SOFTMAX_LOSS_DEFAULTS: {readonly logitScale: number} = {logitScale: 1};

/**
 * Softmax cross-entropy, one number an anchor, times the **mean over classes** of the weights.
 *
 * The gradient is that of the value, `softmax · Σt - t`. TensorFlow's kernel leaves `Σt` out, which is the same wherever targets add up to 1.
 *
 * @param predictions - float32 `[B, N, K]`, class logits, background among them. Empty returns empty.
 * @param targets - float32 `[B, N, K]`, each row adding up to 1.
 * @param weights - float32 `[B, N, K]` or `[B, N, 1]`.
 * @returns float32 `[B, N]`, at least 0. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for a scale that is not above 0.
 * @see TensorFlow Object Detection API, `WeightedSoftmaxClassificationLoss`.
 */
export function weightedSoftmaxLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options: WeightedSoftmaxLossOptions = {},
): tf.Tensor2D {
  return softmaxLoss(predictions, targets, weights, options, (given) => given);
}

/**
 * The same against the softmax of target logits, divided by the same scale, such as those of a teacher.
 *
 * @param predictions - float32 `[B, N, K]`, class logits. Empty returns empty.
 * @param targets - float32 `[B, N, K]`, target logits.
 * @param weights - float32 `[B, N, K]` or `[B, N, 1]`.
 * @returns float32 `[B, N]`, at least 0. The caller disposes it.
 * @throws as {@link weightedSoftmaxLoss}.
 * @see TensorFlow Object Detection API, `WeightedSoftmaxClassificationAgainstLogitsLoss`.
 */
export function weightedLogitsSoftmaxLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options: WeightedSoftmaxLossOptions = {},
): tf.Tensor2D {
  return softmaxLoss(predictions, targets, weights, options, (given, scale) => tf.softmax(tf.div(given, scale)));
}

function softmaxLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options: WeightedSoftmaxLossOptions,
  probabilitiesOf: (targets: tf.Tensor3D, scale: number) => tf.Tensor,
): tf.Tensor2D {
  const scale = checkRange('logitScale', options.logitScale ?? WEIGHTED_SOFTMAX_LOSS_DEFAULTS.logitScale, {min: 1e-6, max: 1e6});
  const shape = checkPredictions(predictions, targets);
  checkClassWeights(weights, shape);
  if (predictions.size === 0) return tf.zeros([shape[0], shape[1]]);
  return tf.tidy(() =>
    withSlope(predictions, (logits) => {
      const wanted = probabilitiesOf(targets, scale); // [B, N, K]
      const logProbabilities = tf.logSoftmax(tf.div(logits, scale)); // [B, N, K]
      const weight = tf.mean(maskedWeights(weights, options.lossesMask), -1); // [B, N]
      const value = tf.mul(tf.neg(tf.sum(tf.mul(wanted, logProbabilities), -1)), weight); // [B, N]
      const slope = tf.sub(tf.mul(tf.exp(logProbabilities), tf.sum(wanted, -1, true)), wanted); // [B, N, K]
      return {value, slope: tf.mul(slope, tf.div(tf.expandDims(weight, -1), scale))};
    }),
  ) as tf.Tensor2D;
}
