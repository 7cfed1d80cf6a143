import {nearestName, OptionError} from '@oid/core';
import type * as tf from '@tensorflow/tfjs-core';
import {weightedDiouLoss, weightedGiouLoss, weightedIouLoss} from './iou-losses.ts';
import type {LocalizationOptions, LossOptions} from './loss-options.ts';
import {weightedL2Loss, weightedSmoothL1Loss} from './localization-losses.ts';
import {bootstrappedSigmoidLoss, sigmoidFocalLoss, weightedSigmoidLoss} from './sigmoid-losses.ts';
import {weightedLogitsSoftmaxLoss, weightedSoftmaxLoss} from './softmax-losses.ts';

/** `[B, N, C]` predictions and targets, `[B, N]` weights in; `[B, N]` out. */
export type LocalizationLoss = (
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor2D,
  options?: LocalizationOptions,
) => tf.Tensor2D;

/** `[B, N, K]` logits and targets, `[B, N, K]` or `[B, N, 1]` weights in; `[B, N, K]` or `[B, N]` out. */
export type ClassificationLoss = (
  predictions: tf.Tensor3D,
  targets: tf.Tensor3D,
  weights: tf.Tensor3D,
  options?: LossOptions,
) => tf.Tensor3D | tf.Tensor2D;

/** The member of `LocalizationLoss` in a pipeline configuration, with its fields; or one of two more of ours. */
export type LocalizationLossChoice =
  | {type: 'weighted_smooth_l1'; delta?: number | undefined}
  | {type: 'weighted_l2' | 'weighted_iou' | 'weighted_giou' | 'weighted_diou'};

/** The member of `ClassificationLoss` in a pipeline configuration, with its fields. */
export type ClassificationLossChoice =
  | {type: 'weighted_sigmoid'}
  | {type: 'weighted_sigmoid_focal'; gamma?: number | undefined; alpha?: number | undefined}
  | {type: 'weighted_softmax' | 'weighted_logits_softmax'; logitScale?: number | undefined}
  | {type: 'bootstrapped_sigmoid'; alpha: number; hardBootstrap?: boolean | undefined};

/**
 * The localization loss of a configuration.
 *
 * @throws OptionError for an unknown type, naming the nearest.
 */
export function localizationLossOf(choice: LocalizationLossChoice): LocalizationLoss {
  switch (choice.type) {
    case 'weighted_smooth_l1':
      return (predictions, targets, weights, options) =>
        weightedSmoothL1Loss(predictions, targets, weights, {...options, delta: choice.delta});
    case 'weighted_l2':
      return weightedL2Loss;
    case 'weighted_iou':
      return weightedIouLoss;
    case 'weighted_giou':
      return weightedGiouLoss;
    case 'weighted_diou':
      return weightedDiouLoss;
    default:
      throw unknownType(choice, ['weighted_smooth_l1', 'weighted_l2', 'weighted_iou', 'weighted_giou', 'weighted_diou']);
  }
}

/**
 * The classification loss of a configuration.
 *
 * @throws OptionError for an unknown type, naming the nearest.
 */
export function classificationLossOf(choice: ClassificationLossChoice): ClassificationLoss {
  switch (choice.type) {
    case 'weighted_sigmoid':
      return weightedSigmoidLoss;
    case 'weighted_sigmoid_focal':
      return (predictions, targets, weights, options) =>
        sigmoidFocalLoss(predictions, targets, weights, {...options, gamma: choice.gamma, alpha: choice.alpha});
    case 'weighted_softmax':
      return (predictions, targets, weights, options) =>
        weightedSoftmaxLoss(predictions, targets, weights, {...options, logitScale: choice.logitScale});
    case 'weighted_logits_softmax':
      return (predictions, targets, weights, options) =>
        weightedLogitsSoftmaxLoss(predictions, targets, weights, {...options, logitScale: choice.logitScale});
    case 'bootstrapped_sigmoid':
      return (predictions, targets, weights, options) =>
        bootstrappedSigmoidLoss(predictions, targets, weights, {...options, alpha: choice.alpha, hardBootstrap: choice.hardBootstrap});
    default:
      throw unknownType(choice, [
        'weighted_sigmoid',
        'weighted_sigmoid_focal',
        'weighted_softmax',
        'weighted_logits_softmax',
        'bootstrapped_sigmoid',
      ]);
  }
}

function unknownType(choice: {type: string}, known: readonly string[]): OptionError {
  const nearest = nearestName(choice.type, known);
  return new OptionError('type', choice.type, `one of ${known.join(', ')}${nearest === undefined ? '' : ` (nearest: ${nearest})`}`);
}
