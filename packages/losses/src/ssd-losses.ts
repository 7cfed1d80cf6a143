import {OptionError} from '@oid/core';
import type {Revision} from '@oid/boxes';
import * as tf from '@tensorflow/tfjs-core';
import {checkShape} from './check-tensors.ts';
import {sumExpectedLosses} from './expected-loss-weights.ts';
import type {ExpectedLossWeightsOptions} from './expected-loss-weights.ts';
import {mineHardLosses} from './hard-example-miner.ts';
import type {HardExampleMinerOptions} from './hard-example-miner.ts';
import {classificationLossOf, localizationLossOf} from './named-losses.ts';
import type {ClassificationLossChoice, LocalizationLossChoice} from './named-losses.ts';

/** What an SSD predicts. */
export type SsdPredictions = {
  /** float32 `[B, N, C]`; decoded `[B, N, 4]` for the IoU losses. */
  boxEncodings: tf.Tensor3D;
  /** float32 `[B, N, K]`, background among the columns where the model has it. */
  classLogits: tf.Tensor3D;
};

/** What it is trained towards, of a target assigner. */
export type SsdTargets = {
  /** float32 `[B, N, C]`; decoded for the IoU losses. NaN adds nothing. */
  boxTargets: tf.Tensor3D;
  /** float32 `[B, N]`, 0 for anchors without a truth. */
  boxWeights: tf.Tensor2D;
  /** float32 `[B, N, K]`, one-hot or as the classification loss takes them. */
  classTargets: tf.Tensor3D;
  /** float32 `[B, N]`, `[B, N, 1]` or `[B, N, K]`. */
  classWeights: tf.Tensor2D | tf.Tensor3D;
};

export type SsdLossesOptions = {
  /** @default {type: 'weighted_smooth_l1'} */
  localization?: LocalizationLossChoice | undefined;
  /** @default {type: 'weighted_sigmoid'} */
  classification?: ClassificationLossChoice | undefined;
  /** Mine hard examples; not together with focal loss. @default none */
  miner?:
    | (HardExampleMinerOptions & {decodedBoxes: Float32Array | tf.Tensor3D; matches?: Int32Array | tf.Tensor2D | undefined})
    | undefined;
  /**
   * Balance positives and negatives by weights, as if they were sampled; not together with a miner. `unmatchedClassTarget` is `[K]`, what an
   * unmatched anchor is trained towards. @default none; the background's one-hot row
   */
  expectedLossWeights?: (ExpectedLossWeightsOptions & {unmatchedClassTarget?: tf.Tensor1D | undefined}) | undefined;
  /** float32 `[B, N]`, 1 for the anchors that a sampler drew; the weights of the others become 0. @default all 1 */
  sampled?: tf.Tensor2D | undefined;
  /** float32 `[B]`, 0 for images without annotations. @default all 1 */
  lossesMask?: tf.Tensor1D | undefined;
  /** Divide by the sum of the box weights of the batch, at least 1. @default true */
  normalizeByMatches?: boolean | undefined;
  /** Divide the localization loss by the code size too. @default false */
  normalizeLocalizationByCodeSize?: boolean | undefined;
  /** E1 counts matched anchors where E2 adds up their weights. @default 'E2' */
  revision?: Revision | undefined;
};

export const SSD_LOSSES_DEFAULTS: {
  readonly localization: LocalizationLossChoice;
  readonly classification: ClassificationLossChoice;
  readonly normalizeByMatches: boolean;
  readonly normalizeLocalizationByCodeSize: boolean;
  readonly revision: Revision;
} = {
  localization: {type: 'weighted_smooth_l1'},
  classification: {type: 'weighted_sigmoid'},
  normalizeByMatches: true,
  normalizeLocalizationByCodeSize: false,
  revision: 'E2',
};

/** Losses by the reference's names, not yet times the configuration's weights. */
export type SsdLosses = {'Loss/localization_loss': tf.Scalar; 'Loss/classification_loss': tf.Scalar};

/**
 * The two losses of an SSD over a batch: each is summed over anchors and images, or over the hard examples among them, and divided by the
 * number of matched anchors. Multiply them by `localization_weight` and `classification_weight` before you add them up.
 *
 * @returns scalars by name. The caller disposes them.
 * @throws ShapeError when the shapes do not agree; OptionError for hard example mining with focal loss or
 * expected loss weights, and for an option out of range.
 * @see TensorFlow Object Detection API, `SSDMetaArch.loss`.
 */
export function ssdLosses(predictions: SsdPredictions, targets: SsdTargets, options: SsdLossesOptions = {}): SsdLosses {
  const localization = options.localization ?? SSD_LOSSES_DEFAULTS.localization;
  const classification = options.classification ?? SSD_LOSSES_DEFAULTS.classification;
  const {miner, expectedLossWeights: expected, sampled, lossesMask} = options;
  const revision = options.revision ?? SSD_LOSSES_DEFAULTS.revision;
  if (miner !== undefined && classification.type === 'weighted_sigmoid_focal') {
    throw new OptionError('miner', 'given', 'left out with weighted_sigmoid_focal, which does its work, or paired with another loss');
  }
  if (miner !== undefined && expected !== undefined) {
    throw new OptionError('miner', 'given', 'left out with expectedLossWeights, which weigh every anchor, or alone');
  }
  const [batch, anchors, codeSize] = predictions.boxEncodings.shape;
  checkShape(targets.boxWeights, 'targets.boxWeights', [batch, anchors], 'one an anchor');
  if (sampled !== undefined) checkShape(sampled, 'sampled', [batch, anchors], 'one an anchor');
  const summed = tf.tidy(() => {
    const classWeights =
      targets.classWeights.rank === 2 ? tf.expandDims<tf.Tensor3D>(targets.classWeights, -1) : (targets.classWeights as tf.Tensor3D);
    const usedBoxWeights = sampled === undefined ? targets.boxWeights : tf.mul(targets.boxWeights, sampled); // [B, N]
    const usedClassWeights = sampled === undefined ? classWeights : tf.mul(classWeights, tf.expandDims(sampled, -1)); // [B, N, 1 or K]
    const localizationLosses = localizationLossOf(localization)(
      predictions.boxEncodings,
      targets.boxTargets,
      usedBoxWeights as tf.Tensor2D,
      {
        ignoreNanTargets: true,
        lossesMask,
      },
    ); // [B, N]
    const against = (classTargets: tf.Tensor3D): tf.Tensor =>
      classificationLossOf(classification)(predictions.classLogits, classTargets, usedClassWeights as tf.Tensor3D, {lossesMask});
    const perClass = against(targets.classTargets); // [B, N] or [B, N, K]
    const classificationLosses = (perClass.rank === 3 ? tf.sum(perClass, -1) : perClass) as tf.Tensor2D; // [B, N]
    checkShape(classificationLosses, 'predictions.classLogits', [batch, anchors], 'B and N of boxEncodings');
    const chosen = (): {localizationLoss: tf.Scalar; classificationLoss: tf.Scalar} | undefined => {
      if (miner !== undefined) {
        const {decodedBoxes, matches} = miner;
        return mineHardLosses(localizationLosses, classificationLosses, decodedBoxes, matches, {revision, ...miner});
      }
      if (expected === undefined) return undefined;
      const unmatched = unmatchedTargets(targets.classTargets, expected.unmatchedClassTarget); // [B, N, K]
      return sumExpectedLosses(localizationLosses, perClass, against(unmatched), targets.classTargets, expected);
    };
    const sums = chosen();
    const matched = revision === 'E1' ? tf.cast(tf.greater(usedBoxWeights, 0), 'float32') : usedBoxWeights; // [B, N]
    const normalizes = options.normalizeByMatches ?? SSD_LOSSES_DEFAULTS.normalizeByMatches;
    const normalizer = normalizes ? tf.maximum(tf.sum(matched), 1) : tf.scalar(1);
    const byCodeSize = options.normalizeLocalizationByCodeSize ?? SSD_LOSSES_DEFAULTS.normalizeLocalizationByCodeSize;
    return {
      localization: tf.div<tf.Scalar>(sums?.localizationLoss ?? tf.sum(localizationLosses), tf.mul(normalizer, byCodeSize ? codeSize : 1)),
      classification: tf.div<tf.Scalar>(sums?.classificationLoss ?? tf.sum(classificationLosses), normalizer),
    };
  });
  return {'Loss/localization_loss': summed.localization, 'Loss/classification_loss': summed.classification};
}

/** The unmatched target for every anchor, `[B, N, K]`. Call within `tf.tidy`. */
function unmatchedTargets({shape: [batch, anchors, columns]}: tf.Tensor3D, given: tf.Tensor1D | undefined): tf.Tensor3D {
  if (given !== undefined) checkShape(given, 'expectedLossWeights.unmatchedClassTarget', [columns], 'one a class');
  const row = given ?? tf.cast(tf.oneHot(0, columns), 'float32'); // [K]
  return tf.tile<tf.Tensor3D>(tf.reshape(row, [1, 1, columns]), [batch, anchors, 1]);
}
