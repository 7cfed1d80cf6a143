import {checkOneOf, checkRange, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';

/** `expected_loss_weights` of a pipeline configuration, with its fields. */
export type ExpectedLossWeightsOptions = {
  /**
   * `expected_sampling`: what a sampler would take on average that keeps all positives and draws a number of negatives for each, at most those
   * that there are. `reweighting_unmatched_anchors`: negatives weigh together as much as that number for each positive, whatever there are.
   */
  type: 'expected_sampling' | 'reweighting_unmatched_anchors';
  /** Negatives for each positive, at least 0. @default 3 (`desired_negative_sampling_ratio`) */
  desiredNegativeSamplingRatio?: number | undefined;
  /** Negatives in an image that has no positive, at least 0. @default 0 (`min_num_negative_samples`) */
  minNumNegativeSamples?: number | undefined;
};

export const EXPECTED_LOSS_WEIGHTS_DEFAULTS: {
  readonly desiredNegativeSamplingRatio: number;
  readonly minNumNegativeSamples: number;
} = {desiredNegativeSamplingRatio: 3, minNumNegativeSamples: 0};

/** Factors of an anchor's loss against its target, and of its loss against the unmatched target. float32 `[B, N]`; the caller disposes both. */
export type ExpectedLossWeights = {foreground: tf.Tensor2D; background: tf.Tensor2D};

/**
 * Weights that balance positives and negatives without drawing any: `p` for the foreground, `β (1 - p)` for the background. With `p` the
 * foreground probabilities of an image, `M` their sum, `J = M - p` and `K` the ratio, β is `K M / (N - M)` when unmatched anchors are reweighted and
 * `min(K J, N - J) / (N - J)` by expected sampling; `minNumNegativeSamples / N` in an image whose `M` is 0.
 *
 * @param foregroundProbabilities - float32 `[B, N]`, in [0, 1]: 1 less the background column of the class targets. Empty returns empty.
 * @throws ShapeError unless the rank is 2; OptionError for an unknown type or an option out of range.
 * @see TensorFlow Object Detection API, `utils/ops.expected_classification_loss_under_sampling`, commits 31ae57e (sampling) and 02a9969
 * (reweighting) of tensorflow/models. From December 2018 on its published code names both and holds neither.
 */
export function expectedLossWeights(foregroundProbabilities: tf.Tensor2D, options: ExpectedLossWeightsOptions): ExpectedLossWeights {
  const {type, ratio, least} = resolve(options);
  if (foregroundProbabilities.rank !== 2) throw new ShapeError('foregroundProbabilities', foregroundProbabilities.shape, '[B, N]');
  const [, anchors] = foregroundProbabilities.shape;
  return tf.tidy(() => {
    const p = foregroundProbabilities;
    const sum = tf.sum(p, 1, true); // [B, 1], M
    const sampling = type === 'expected_sampling';
    const positives = sampling ? tf.sub(sum, p) : sum; // [B, N], J, or [B, 1], M
    const negatives = tf.sub(anchors, positives); // [B, N] or [B, 1]
    const wanted = tf.mul(positives, ratio); // [B, N] or [B, 1]
    const beta = tf.divNoNan(sampling ? tf.minimum(wanted, negatives) : wanted, negatives); // [B, N] or [B, 1]
    const chosen = tf.where(tf.equal(sum, 0), least / Math.max(anchors, 1), beta); // [B, N] or [B, 1]
    return {foreground: tf.clone(p), background: tf.mul<tf.Tensor2D>(tf.sub(1, p), chosen)};
  });
}

/**
 * Sums of losses under those weights.
 *
 * Losses of one number a class are weighed one by one: each class of each anchor is foreground as far as its target says. An anchor's
 * localization loss then counts as often as its class targets add up to, which is once for one-hot targets.
 *
 * @param localizationLosses - float32 `[B, N]`.
 * @param classificationLosses - float32 `[B, N]` or `[B, N, K]`, against the class targets.
 * @param unmatchedLosses - the same shape, against the unmatched target.
 * @param classTargets - float32 `[B, N, K]`, column 0 background.
 * @returns two scalars; call within `tf.tidy`.
 */
export function sumExpectedLosses(
  localizationLosses: tf.Tensor2D,
  classificationLosses: tf.Tensor,
  unmatchedLosses: tf.Tensor,
  classTargets: tf.Tensor3D,
  options: ExpectedLossWeightsOptions,
): {localizationLoss: tf.Scalar; classificationLoss: tf.Scalar} {
  const [batch, anchors, columns] = classTargets.shape;
  const perClass = classificationLosses.rank === 3;
  const probabilities = perClass
    ? tf.reshape<tf.Rank.R2>(classTargets, [batch, anchors * columns])
    : tf.sub<tf.Tensor2D>(1, tf.squeeze(tf.slice(classTargets, [0, 0, 0], [batch, anchors, 1]), [2]));
  const {foreground, background} = expectedLossWeights(probabilities, options);
  const flat = (losses: tf.Tensor): tf.Tensor => tf.reshape(losses, probabilities.shape);
  const ofAnchor = perClass ? tf.sum(classTargets, 2) : foreground; // [B, N]
  return {
    localizationLoss: tf.sum<tf.Scalar>(tf.mul(localizationLosses, ofAnchor)),
    classificationLoss: tf.sum<tf.Scalar>(
      tf.add(tf.mul(foreground, flat(classificationLosses)), tf.mul(background, flat(unmatchedLosses))),
    ),
  };
}

function resolve(options: ExpectedLossWeightsOptions): {type: ExpectedLossWeightsOptions['type']; ratio: number; least: number} {
  const type = checkOneOf('type', options.type, ['expected_sampling', 'reweighting_unmatched_anchors']);
  const {desiredNegativeSamplingRatio: ratio, minNumNegativeSamples: least} = EXPECTED_LOSS_WEIGHTS_DEFAULTS;
  const limits = {min: 0, max: 1e30};
  return {
    type,
    ratio: checkRange('desiredNegativeSamplingRatio', options.desiredNegativeSamplingRatio ?? ratio, limits),
    least: checkRange('minNumNegativeSamples', options.minNumNegativeSamples ?? least, limits),
  };
}
