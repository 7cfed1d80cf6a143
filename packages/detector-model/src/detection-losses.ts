import {OptionError, ShapeError} from '@oid/core';
import {smoothL1Loss, softmaxFocalLoss} from '@oid/losses';
import type {SmoothL1LossOptions, SoftmaxFocalLossOptions} from '@oid/losses';
import * as tf from '@tensorflow/tfjs-core';
import type {BatchTargets} from './assign-batch-targets.ts';
import type {Predictions} from './detector-model.ts';

export type DetectionLossesOptions = SoftmaxFocalLossOptions &
  SmoothL1LossOptions & {
    /**
     * `anchors`: the class loss is the mean over all anchors, the box loss the mean over all 4N numbers, matched or not, then both the mean
     * over the batch. `matches`: both are sums over the batch divided by its number of matched anchors, at least 1.
     *
     * @default 'anchors' (the Gluon tutorial; 'matches' is SSD's, arXiv:1512.02325, eq. 1)
     */
    normalizeBy?: 'anchors' | 'matches' | undefined;
  };

export const DETECTION_LOSSES_DEFAULTS: {readonly normalizeBy: 'anchors'} = {normalizeBy: 'anchors'};

/**
 * Focal loss of the classes and smooth L1 loss of the matched boxes, each reduced to one number. Weigh and add them yourself.
 *
 * @param targets - of {@link assignBatchTargets} for the same batch and anchors.
 * @returns two float32 scalars, at least 0, differentiable in the predictions. The caller disposes them.
 * @throws ShapeError if predictions and targets do not agree or B or N is 0; OptionError for an option out of range.
 */
export function detectionLosses(
  {classLogits, boxEncodings}: Predictions,
  {classTargets, boxTargets, boxMask}: BatchTargets,
  options: DetectionLossesOptions = {},
): {classLoss: tf.Scalar; boxLoss: tf.Scalar} {
  const normalizeBy = options.normalizeBy ?? DETECTION_LOSSES_DEFAULTS.normalizeBy;
  if (normalizeBy !== 'anchors' && normalizeBy !== 'matches') throw new OptionError('normalizeBy', normalizeBy, "'anchors' or 'matches'");
  if (boxEncodings.size === 0) throw new ShapeError('boxEncodings', boxEncodings.shape, '[B, N, 4] with B and N at least 1');
  if (!tf.util.arraysEqual(boxMask.shape, boxEncodings.shape)) {
    throw new ShapeError('boxMask', boxMask.shape, `[${boxEncodings.shape.join(', ')}], as boxEncodings`);
  }
  return tf.tidy(() => {
    const classSum = total(softmaxFocalLoss(classLogits, classTargets, options)); // []
    const masked = smoothL1Loss(tf.mul(boxEncodings, boxMask), tf.mul(boxTargets, boxMask), options); // [B, N, 4]
    const boxSum = total(masked); // []
    if (normalizeBy === 'anchors') {
      return {classLoss: tf.mul(classSum, 1 / classTargets.size), boxLoss: tf.mul(boxSum, 1 / boxEncodings.size)};
    }
    const weight = tf.reciprocal(tf.maximum(tf.mul(total(boxMask), 0.25), 1)); // [], 1 / matched anchors
    return {classLoss: tf.mul(classSum, weight), boxLoss: tf.mul(boxSum, weight)};
  });
}

/** The sum of all numbers, anchor by anchor, then image by image, so that float32 rounding stays small. */
function total(values: tf.Tensor): tf.Scalar {
  const perImage = values.rank === 3 ? tf.sum(tf.sum(values, 2), 1) : tf.sum(values, 1); // [B]
  return tf.sum(perImage);
}
