import {mineHardExamples} from '@oid/boxes';
import type {HardExamples, MineHardExamplesOptions, Revision} from '@oid/boxes';
import {checkOneOf, checkRange, OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {checkShape} from './check-tensors.ts';

/** Fields and defaults of the reference's `HardExampleMiner`. */
export type HardExampleMinerOptions = MineHardExamplesOptions & {
  /** What decides which example is hard. @default 'both' */
  lossType?: 'both' | 'classification' | 'localization' | undefined;
  /** Weight of the classification loss for `'both'`: that of the configuration. @default 1 */
  classificationWeight?: number | undefined;
  /** Weight of the localization loss for `'both'`. @default 1 */
  localizationWeight?: number | undefined;
  /** E1 needs `anchorwiseOutput`; the rest is the same in all revisions. @default 'E2' */
  revision?: Revision | undefined;
  /** Whether the configuration's losses say `anchorwise_output: true`; looked at for E1 only. @default false */
  anchorwiseOutput?: boolean | undefined;
};

export const HARD_EXAMPLE_MINER_DEFAULTS: {
  readonly lossType: 'both' | 'classification' | 'localization';
  readonly classificationWeight: number;
  readonly localizationWeight: number;
  readonly revision: Revision;
  readonly anchorwiseOutput: boolean;
} = {
  lossType: 'both',
  classificationWeight: 1,
  localizationWeight: 1,
  revision: 'E2',
  anchorwiseOutput: false,
};

export type MinedLosses = {
  /** Scalar, sum over the examples kept in every image. The caller disposes it. */
  localizationLoss: tf.Scalar;
  /** Scalar, likewise. */
  classificationLoss: tf.Scalar;
  /** Which examples were kept, image by image. */
  kept: readonly HardExamples[];
};

/**
 * Sums losses over the hardest examples of each image: non-maximum suppression over the decoded boxes with the loss as score, then a bound on
 * unmatched ones for each matched one. Gradients flow to the losses of the examples kept; which ones are kept is read from the device.
 *
 * @param localizationLosses - float32 `[B, N]`.
 * @param classificationLosses - float32 `[B, N]`, summed over classes.
 * @param decodedBoxes - `[B, N, 4]` flat, or a tensor, `[ymin, xmin, ymax, xmax]`.
 * @param matches - int32 `[B, N]` of a matcher, flat or a tensor; without it there is no ratio rule.
 * @throws ShapeError when the shapes do not agree; InvalidBoxError and InvalidNumberError of `@oid/boxes` for NaN; OptionError for an option
 * out of range, and for E1 without `anchorwiseOutput`.
 * @see TensorFlow Object Detection API, `HardExampleMiner`; Shrivastava et al. 2016, arXiv:1604.03540.
 */
export function mineHardLosses(
  localizationLosses: tf.Tensor2D,
  classificationLosses: tf.Tensor2D,
  decodedBoxes: Float32Array | tf.Tensor3D,
  matches: Int32Array | tf.Tensor2D | undefined,
  options: HardExampleMinerOptions = {},
): MinedLosses {
  const {lossType, classificationWeight, localizationWeight} = resolve(options);
  if (localizationLosses.rank !== 2) throw new ShapeError('localizationLosses', localizationLosses.shape, '[B, N]');
  const [batch, anchors] = localizationLosses.shape;
  checkShape(classificationLosses, 'classificationLosses', [batch, anchors], 'as localizationLosses');
  const boxes = decodedBoxes instanceof Float32Array ? decodedBoxes : (decodedBoxes.dataSync() as Float32Array);
  if (boxes.length !== batch * anchors * 4) throw new ShapeError('decodedBoxes', [boxes.length], `[${batch} * ${anchors} * 4]`);
  const rows = matches === undefined || matches instanceof Int32Array ? matches : (matches.dataSync() as Int32Array);
  if (rows !== undefined && rows.length !== batch * anchors) throw new ShapeError('matches', [rows.length], `[${batch} * ${anchors}]`);

  const localization = localizationLosses.dataSync();
  const classification = classificationLosses.dataSync();
  const score = (k: number): number => {
    if (lossType === 'localization') return localization[k] as number;
    if (lossType === 'classification') return classification[k] as number;
    return (
      Math.fround((classification[k] as number) * classificationWeight) + Math.fround((localization[k] as number) * localizationWeight)
    );
  };
  const mask = new Float32Array(batch * anchors);
  const kept = Array.from({length: batch}, (_, b) => {
    const start = b * anchors;
    const scores = Float32Array.from({length: anchors}, (_, j) => score(start + j));
    const own = mineHardExamples(boxes.subarray(4 * start, 4 * (start + anchors)), scores, rows?.subarray(start, start + anchors), options);
    for (const j of own.indices) mask[start + j] = 1;
    return own;
  });
  const sums = tf.tidy(() => {
    const chosen = tf.tensor2d(mask, [batch, anchors]); // [B, N]
    return {
      localization: tf.sum<tf.Scalar>(tf.mul(localizationLosses, chosen)),
      classification: tf.sum<tf.Scalar>(tf.mul(classificationLosses, chosen)),
    };
  });
  return {localizationLoss: sums.localization, classificationLoss: sums.classification, kept};
}

function resolve(options: HardExampleMinerOptions): {
  lossType: 'both' | 'classification' | 'localization';
  classificationWeight: number;
  localizationWeight: number;
} {
  const lossTypes = ['both', 'classification', 'localization'] as const;
  const lossType = checkOneOf('lossType', options.lossType ?? HARD_EXAMPLE_MINER_DEFAULTS.lossType, lossTypes);
  const classificationWeight = options.classificationWeight ?? HARD_EXAMPLE_MINER_DEFAULTS.classificationWeight;
  const localizationWeight = options.localizationWeight ?? HARD_EXAMPLE_MINER_DEFAULTS.localizationWeight;
  checkRange('classificationWeight', classificationWeight, {min: 0, max: 1e30});
  checkRange('localizationWeight', localizationWeight, {min: 0, max: 1e30});
  const anchorwise = options.anchorwiseOutput ?? HARD_EXAMPLE_MINER_DEFAULTS.anchorwiseOutput;
  if ((options.revision ?? HARD_EXAMPLE_MINER_DEFAULTS.revision) === 'E1' && !anchorwise) {
    throw new OptionError('anchorwiseOutput', anchorwise, 'true to mine in revision E1: set anchorwise_output in both losses, or take E2');
  }
  return {lossType, classificationWeight, localizationWeight};
}
