import * as tf from '@tensorflow/tfjs-core';
import {checkShape} from './check-tensors.ts';

/** What every loss of the Object Detection API takes. */
export type LossOptions = {
  /** float32 `[B]`, 1 for images that are annotated, 0 for those whose weights become 0. @default all 1 */
  lossesMask?: tf.Tensor1D | undefined;
};

/** What every localization loss takes. */
export type LocalizationOptions = LossOptions & {
  /** Take the prediction for the target where that is NaN, so that it adds neither loss nor gradient. @default false */
  ignoreNanTargets?: boolean | undefined;
};

/** Weights with those of masked images at 0. Call within `tf.tidy`. */
export function maskedWeights<T extends tf.Tensor>(weights: T, lossesMask: tf.Tensor1D | undefined): T {
  if (lossesMask === undefined) return weights;
  const [batch = 0, ...rest] = weights.shape;
  checkShape(lossesMask, 'lossesMask', [batch], 'one an image');
  return tf.mul(weights, tf.reshape(tf.cast(lossesMask, 'float32'), [batch, ...rest.map(() => 1)]));
}

/** Targets with predictions in the place of NaN, where that is asked for. Call within `tf.tidy`. */
export function withoutNan(targets: tf.Tensor, predictions: tf.Tensor, ignoreNanTargets: boolean | undefined): tf.Tensor {
  return ignoreNanTargets === true ? tf.where(tf.isNaN(targets), predictions, targets) : targets;
}

/** A value and its slope for each prediction, both `[B, N, C]`, or value `[B, N]` with slope `[B, N, C]`. */
export type ValueAndSlope = {value: tf.Tensor; slope: tf.Tensor};

/**
 * Makes a loss with a gradient in closed form: the gradient is `slope` times what comes from above. None flows to anything but `predictions`.
 * The kernels of the gradient are those of a forward pass, so no gradient need be registered.
 */
export function withSlope(predictions: tf.Tensor, compute: (predictions: tf.Tensor) => ValueAndSlope): tf.Tensor {
  const loss = tf.customGrad((input, save) => {
    const {value, slope} = compute(input as tf.Tensor);
    (save as tf.GradSaveFunc)([slope]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor =>
      tf.mul(dy.rank < predictions.rank ? tf.expandDims(dy, -1) : dy, saved[0] as tf.Tensor);
    return {value, gradFunc};
  });
  return loss(predictions);
}
