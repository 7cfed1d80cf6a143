import {ShapeError, checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';

export type SoftmaxFocalLossOptions = {
  /** Weight of every class, at least 0. @default 0.25 (arXiv:1708.02002, §4.1) */
  alpha?: number | undefined;
  /** How strongly well-classified anchors are played down, at least 0; 0 leaves cross-entropy times `alpha`. @default 2 (same) */
  gamma?: number | undefined;
};

export const SOFTMAX_FOCAL_LOSS_DEFAULTS: {readonly alpha: 0.25; readonly gamma: 2} = {alpha: 0.25, gamma: 2};

/** Keeps `ln(p) / (1 - p)` a number where p rounds to 1; there its factor `(1 - p)^gamma` decides. */
const SMALLEST_REST = 1e-30;

/**
 * Focal loss on softmax probabilities, one number an anchor: `-alpha (1 - p_t)^gamma ln p_t`, where `p_t` is the probability of the
 * anchor's target class.
 *
 * Computed from the log-softmax, so finite at logits of any float32 size up to 1e30; the gradient is the closed form
 * `alpha (1 - p_t)^gamma (gamma p_t ln p_t / (1 - p_t) - 1) (onehot - p)`. No gradient flows to the targets. An anchor whose target is
 * outside 0 … K, such as -1, is left out: loss 0, gradient 0.
 *
 * @param classLogits - float32 `[B, N, K+1]`, column 0 is background. N = 0 returns `[B, 0]`.
 * @param classTargets - int32 `[B, N]`, 0 = background, 1 … K.
 * @returns float32 `[B, N]`, at least 0, not reduced. The caller disposes it.
 * @throws ShapeError if the shapes do not agree or the targets are not int32; OptionError for an option out of range.
 * @see Lin et al. 2017, Focal Loss for Dense Object Detection, arXiv:1708.02002, eq. 5.
 */
export function softmaxFocalLoss(classLogits: tf.Tensor3D, classTargets: tf.Tensor2D, options: SoftmaxFocalLossOptions = {}): tf.Tensor2D {
  const alpha = checkRange('alpha', options.alpha ?? SOFTMAX_FOCAL_LOSS_DEFAULTS.alpha, {min: 0});
  const gamma = checkRange('gamma', options.gamma ?? SOFTMAX_FOCAL_LOSS_DEFAULTS.gamma, {min: 0});
  checkArguments(classLogits, classTargets);
  const [batch, anchors, columns] = classLogits.shape;
  if (batch * anchors === 0) return tf.zeros([batch, anchors]);

  const focal = tf.customGrad((logits, save) => {
    const oneHot = tf.cast(tf.oneHot(classTargets, columns), 'float32'); // [B, N, K+1]
    const logProbabilities = tf.logSoftmax(logits as tf.Tensor3D); // [B, N, K+1]
    const logTarget = tf.sum(tf.mul(logProbabilities, oneHot), -1); // [B, N], ln p_t
    const rest = tf.neg(tf.expm1(logTarget)); // [B, N], 1 - p_t without cancellation
    const weight = tf.mul(gamma === 2 ? tf.square(rest) : tf.pow(rest, gamma), alpha); // [B, N]
    (save as tf.GradSaveFunc)([oneHot, logProbabilities, logTarget, rest, weight]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => tf.tidy(() => focalGradient(dy, saved as FocalParts, gamma));
    return {value: tf.neg(tf.mul(weight, logTarget)), gradFunc};
  });
  return focal(classLogits) as tf.Tensor2D;
}

type FocalParts = [oneHot: tf.Tensor, logProbabilities: tf.Tensor, logTarget: tf.Tensor, rest: tf.Tensor, weight: tf.Tensor];

function focalGradient(dy: tf.Tensor, [oneHot, logProbabilities, logTarget, rest, weight]: FocalParts, gamma: number): tf.Tensor {
  const ratio = tf.div(tf.mul(tf.exp(logTarget), logTarget), tf.maximum(rest, SMALLEST_REST)); // [B, N], in [-1, 0]
  const slope = tf.mul(tf.mul(dy, weight), tf.sub(tf.mul(ratio, gamma), 1)); // [B, N]
  const counted = tf.sum(oneHot, -1, true); // [B, N, 1], 0 where the target is left out
  const direction = tf.sub(oneHot, tf.mul(tf.exp(logProbabilities), counted)); // [B, N, K+1]
  return tf.mul(tf.expandDims(slope, -1), direction); // [B, N, K+1]
}

function checkArguments(classLogits: tf.Tensor3D, classTargets: tf.Tensor2D): void {
  if (classLogits.rank !== 3 || classLogits.shape[2] < 1) throw new ShapeError('classLogits', classLogits.shape, '[B, N, K+1]');
  const expected = `int32 [${classLogits.shape[0]}, ${classLogits.shape[1]}], one target an anchor of classLogits`;
  const agrees =
    classTargets.rank === 2 && classTargets.shape[0] === classLogits.shape[0] && classTargets.shape[1] === classLogits.shape[1];
  if (!agrees) throw new ShapeError('classTargets', classTargets.shape, expected);
  if (classTargets.dtype !== 'int32') {
    throw new ShapeError('classTargets', `${classTargets.dtype} [${classTargets.shape.join(', ')}]`, expected);
  }
}
