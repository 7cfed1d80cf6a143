import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {checkClassWeights, checkPredictions} from './check-tensors.ts';
import {maskedWeights, withSlope} from './loss-options.ts';
import type {LossOptions, ValueAndSlope} from './loss-options.ts';

/**
 * Sigmoid cross-entropy of every class on its own, weighted, not summed: `w (max(x, 0) - x t + ln(1 + e^-|x|))`.
 *
 * @param predictions - float32 `[B, N, K]`, class logits. Empty returns empty.
 * @param targets - float32 `[B, N, K]`, in [0, 1], usually one-hot or several ones.
 * @param weights - float32 `[B, N, K]` or `[B, N, 1]`.
 * @returns float32 `[B, N, K]`, at least 0. The caller disposes it.
 * @throws ShapeError when the shapes do not agree.
 * @see TensorFlow Object Detection API, `WeightedSigmoidClassificationLoss`.
 */
export function weightedSigmoidLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options: LossOptions = {},
): tf.Tensor3D {
  return classLoss(predictions, targets, weights, options, (logits) => ({
    value: crossEntropy(logits, targets),
    slope: tf.sub(tf.sigmoid(logits), targets),
  }));
}

export type SigmoidFocalLossOptions = LossOptions & {
  /** How strongly well-classified ones are played down, at least 0. @default 2 */
  gamma?: number | undefined;
  /** Weight of positives, one less it that of negatives, in [0, 1]. @default none: both 1 */
  alpha?: number | undefined;
};

export const SIGMOID_FOCAL_LOSS_DEFAULTS: {readonly gamma: number} = {gamma: 2};

/** Keeps `(1 - p_t)^(gamma - 1)` a number where p_t rounds to 1. */
const SMALLEST_REST = 1e-30;

/**
 * Focal loss on sigmoids, weighted, not summed: `w α_t (1 - p_t)^γ CE`, with `p_t = t p + (1 - t)(1 - p)` and
 * `α_t = t α + (1 - t)(1 - α)`. A configuration that leaves `alpha` out has no such factor.
 *
 * @param predictions - float32 `[B, N, K]`, class logits. Empty returns empty.
 * @param targets - float32 `[B, N, K]`, in [0, 1].
 * @param weights - float32 `[B, N, K]` or `[B, N, 1]`.
 * @returns float32 `[B, N, K]`, at least 0. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for an option out of range.
 * @see Lin et al. 2017, arXiv:1708.02002; TensorFlow Object Detection API, `SigmoidFocalClassificationLoss`.
 */
export function sigmoidFocalLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options: SigmoidFocalLossOptions = {},
): tf.Tensor3D {
  const gamma = checkRange('gamma', options.gamma ?? SIGMOID_FOCAL_LOSS_DEFAULTS.gamma, {min: 0, max: 100});
  const {alpha} = options;
  if (alpha !== undefined) checkRange('alpha', alpha, {min: 0, max: 1});
  return classLoss(predictions, targets, weights, options, (logits) => {
    const entropy = crossEntropy(logits, targets); // [B, N, K]
    const p = tf.sigmoid(logits); // [B, N, K]
    const slope = tf.sub(p, targets); // [B, N, K], of the entropy
    const negative = tf.sub(1, targets); // [B, N, K]
    const factor = alpha === undefined ? tf.onesLike(targets) : tf.add(tf.mul(targets, alpha), tf.mul(negative, 1 - alpha)); // [B, N, K]
    if (gamma === 0) return {value: tf.mul(factor, entropy), slope: tf.mul(factor, slope)};
    const q = tf.sigmoid(tf.neg(logits)); // [B, N, K], 1 - p without cancellation
    const rest = tf.add(tf.mul(targets, q), tf.mul(negative, p)); // [B, N, K], 1 - p_t
    const modulation = tf.pow(rest, gamma); // [B, N, K]
    const turn = tf.mul(tf.sub(tf.mul(targets, 2), 1), tf.mul(p, q)); // [B, N, K], slope of p_t
    const modulationSlope = tf.mul(tf.mul(tf.pow(tf.maximum(rest, SMALLEST_REST), gamma - 1), turn), -gamma); // [B, N, K]
    return {
      value: tf.mul(factor, tf.mul(modulation, entropy)),
      slope: tf.mul(factor, tf.add(tf.mul(modulation, slope), tf.mul(modulationSlope, entropy))),
    };
  });
}

export type BootstrappedSigmoidLossOptions = LossOptions & {
  /** Share of the label in the target, in [0, 1]; the prediction has the rest. Required, as in the reference. */
  alpha: number;
  /** Use the class that the prediction decides on (0 or 1) for its probability. @default false */
  hardBootstrap?: boolean | undefined;
};

/**
 * Sigmoid cross-entropy against a mixture of the label and the model's own prediction: `t' = α t + (1 - α) σ(x)`, or `[σ(x) > 0.5]` for the
 * second term. In the soft form the gradient flows through σ(x) in the target too, as in the reference.
 *
 * @param predictions - float32 `[B, N, K]`, class logits. Empty returns empty.
 * @param targets - float32 `[B, N, K]`, in [0, 1].
 * @param weights - float32 `[B, N, K]` or `[B, N, 1]`.
 * @returns float32 `[B, N, K]`. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for an `alpha` outside [0, 1].
 * @see Reed et al. 2015, arXiv:1412.6596; TensorFlow Object Detection API, `BootstrappedSigmoidClassificationLoss`.
 */
export function bootstrappedSigmoidLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options: BootstrappedSigmoidLossOptions,
): tf.Tensor3D {
  const alpha = checkRange('alpha', options.alpha, {min: 0, max: 1});
  return classLoss(predictions, targets, weights, options, (logits) => {
    const p = tf.sigmoid(logits); // [B, N, K]
    const own = options.hardBootstrap === true ? tf.cast(tf.greater(p, 0.5), 'float32') : p; // [B, N, K]
    const mixed = tf.add(tf.mul(targets, alpha), tf.mul(own, 1 - alpha)); // [B, N, K]
    const slope = tf.sub(p, mixed); // [B, N, K]
    if (options.hardBootstrap === true) return {value: crossEntropy(logits, mixed), slope};
    const q = tf.sigmoid(tf.neg(logits)); // [B, N, K]
    const throughTarget = tf.mul(tf.mul(logits, tf.mul(p, q)), 1 - alpha); // [B, N, K]
    return {value: crossEntropy(logits, mixed), slope: tf.sub(slope, throughTarget)};
  });
}

/** `max(x, 0) - x t + ln(1 + e^-|x|)`, `[B, N, K]`. */
function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.add(tf.sub(tf.relu(logits), tf.mul(logits, targets)), tf.log1p(tf.exp(tf.neg(tf.abs(logits)))));
}

function classLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options: LossOptions,
  compute: (logits: tf.Tensor) => ValueAndSlope,
): tf.Tensor3D {
  const shape = checkPredictions(predictions, targets);
  checkClassWeights(weights, shape);
  if (predictions.size === 0) return tf.zeros(shape);
  return tf.tidy(() =>
    withSlope(predictions, (logits) => {
      const {value, slope} = compute(logits);
      const weight = maskedWeights(weights, options.lossesMask); // [B, N, K] or [B, N, 1]
      return {value: tf.mul(value, weight), slope: tf.mul(slope, weight)};
    }),
  ) as tf.Tensor3D;
}
