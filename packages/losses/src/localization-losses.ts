import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {checkPredictions, checkShape} from './check-tensors.ts';
import {maskedWeights, withoutNan, withSlope} from './loss-options.ts';
import type {LocalizationOptions} from './loss-options.ts';

export type WeightedSmoothL1LossOptions = LocalizationOptions & {
  /** The parabola reaches this far on both sides of 0; above 0. E1 knows 1 only. @default 1 */
  delta?: number | undefined;
};

export const WEIGHTED_SMOOTH_L1_LOSS_DEFAULTS: {readonly delta: number} = {delta: 1};

/**
 * Huber loss of box encodings, one number an anchor: `w Σ h(d)` with `h(d) = d² / 2` for `|d| ≤ delta`, else `delta |d| - delta² / 2`.
 *
 * With `c = clip(d, -delta, delta)`, `h = c (d - c / 2)` and its slope is c: no branch, no overflow.
 *
 * @param predictions - float32 `[B, N, C]`, box encodings. Empty returns empty.
 * @param targets - float32 `[B, N, C]`.
 * @param weights - float32 `[B, N]`.
 * @returns float32 `[B, N]`, not reduced. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for a `delta` that is not above 0.
 * @see TensorFlow Object Detection API, `WeightedSmoothL1LocalizationLoss`; Girshick 2015, arXiv:1504.08083, eq. 3.
 */
export function weightedSmoothL1Loss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options: WeightedSmoothL1LossOptions = {},
): tf.Tensor2D {
  const delta = checkRange('delta', options.delta ?? WEIGHTED_SMOOTH_L1_LOSS_DEFAULTS.delta, {min: 1e-6, max: 1e30});
  return boxLoss(predictions, targets, weights, options, (difference, weight) => {
    const clipped = tf.clipByValue(difference, -delta, delta); // [B, N, C]
    const huber = tf.mul(clipped, tf.sub(difference, tf.mul(clipped, 0.5))); // [B, N, C]
    return {value: tf.sum(tf.mul(huber, weight), -1), slope: tf.mul(clipped, weight)};
  });
}

/**
 * Half the squared length of the weighted difference, one number an anchor: `Σ (w d)² / 2`. The weight is squared, as in the reference.
 *
 * @param predictions - float32 `[B, N, C]`, box encodings. Empty returns empty.
 * @param targets - float32 `[B, N, C]`.
 * @param weights - float32 `[B, N]`.
 * @returns float32 `[B, N]`, not reduced. The caller disposes it.
 * @throws ShapeError when the shapes do not agree.
 * @see TensorFlow Object Detection API, `WeightedL2LocalizationLoss`.
 */
export function weightedL2Loss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options: LocalizationOptions = {},
): tf.Tensor2D {
  return boxLoss(predictions, targets, weights, options, (difference, weight) => {
    const weighted = tf.mul(difference, weight); // [B, N, C]
    return {value: tf.mul(tf.sum(tf.square(weighted), -1), 0.5), slope: tf.mul(weighted, weight)};
  });
}

type DifferenceLoss = (difference: tf.Tensor, weight: tf.Tensor) => {value: tf.Tensor; slope: tf.Tensor};

function boxLoss(
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options: LocalizationOptions,
  compute: DifferenceLoss,
): tf.Tensor2D {
  const [batch, anchors] = checkPredictions(predictions, targets);
  checkShape(weights, 'weights', [batch, anchors], 'one an anchor');
  if (predictions.size === 0) return tf.zeros([batch, anchors]);
  return tf.tidy(() =>
    withSlope(predictions, (input) => {
      const weight = tf.expandDims(maskedWeights(weights, options.lossesMask), -1); // [B, N, 1]
      return compute(tf.sub(input, withoutNan(targets, input, options.ignoreNanTargets)), weight);
    }),
  ) as tf.Tensor2D;
}
