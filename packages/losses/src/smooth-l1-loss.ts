import {ShapeError, checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';

export type SmoothL1LossOptions = {
  /** The parabola reaches to `1 / sigma²` on both sides of 0; above 0. @default 1 (arXiv:1504.08083, eq. 3) */
  sigma?: number | undefined;
};

export const SMOOTH_L1_LOSS_DEFAULTS: {readonly sigma: 1} = {sigma: 1};

/**
 * Smooth L1 loss, element by element: with `d = prediction - target`, `(sigma d)² / 2` where `|d| < 1 / sigma²`, else
 * `|d| - 1 / (2 sigma²)`.
 *
 * With the slope `c = clip(sigma² d, -1, 1)` both branches are `c (d - c / (2 sigma²))`, and `c` is the gradient, so there is no branch
 * and no overflow. No gradient flows to the targets.
 *
 * @param predictions - float32, any shape, any unit. Empty returns empty.
 * @param targets - float32, the shape and unit of `predictions`.
 * @returns float32, the shape of `predictions`, at least 0, not reduced. The caller disposes it.
 * @throws ShapeError if the shapes differ; OptionError unless `sigma` is at least 1e-6.
 * @see Girshick 2015, Fast R-CNN, arXiv:1504.08083, eq. 3; `sigma` as in MXNet's `smooth_l1`.
 */
export function smoothL1Loss(predictions: tf.Tensor, targets: tf.Tensor, options: SmoothL1LossOptions = {}): tf.Tensor {
  const sigma = checkRange('sigma', options.sigma ?? SMOOTH_L1_LOSS_DEFAULTS.sigma, {min: 1e-6});
  if (predictions.rank !== targets.rank || predictions.shape.some((length, axis) => length !== targets.shape[axis])) {
    throw new ShapeError('targets', targets.shape, `[${predictions.shape.join(', ')}], as predictions`);
  }
  if (predictions.size === 0) return tf.zeros(predictions.shape);
  const loss = tf.customGrad((values, save) => {
    const difference = tf.sub(values as tf.Tensor, targets);
    const slope = tf.clipByValue(sigma === 1 ? difference : tf.mul(difference, sigma * sigma), -1, 1);
    (save as tf.GradSaveFunc)([slope]);
    const value = tf.mul(slope, tf.sub(difference, tf.mul(slope, 0.5 / (sigma * sigma))));
    return {value, gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, saved[0] as tf.Tensor)};
  });
  return loss(predictions);
}
