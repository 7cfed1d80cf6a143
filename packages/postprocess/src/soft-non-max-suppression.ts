import {checkBoxes} from '@oid/boxes';
import {checkRange, OptionError, ShapeError} from '@oid/core';
import {suppressSoftly} from './kernel/soft-suppression.ts';
import {checkMaxDetections} from './non-max-suppression.ts';
import {checkScoreThreshold} from './suppress-classes.ts';

export type SoftNonMaxSuppressionOptions = {
  /** How slowly scores fall with overlap; above 0. @default 0.5 (Bodla et al.) */
  sigma?: number | undefined;
  /** Above this IoU a box is dropped altogether, in [0, 1]. @default 1: none is */
  iouThreshold?: number | undefined;
  /** A box whose score has fallen to this or below is dropped. @default 0.001 (Bodla et al.) */
  scoreThreshold?: number | undefined;
  /** Most boxes kept, an integer from 0. @default Infinity: no limit */
  maxDetections?: number | undefined;
};

export const SOFT_NON_MAX_SUPPRESSION_DEFAULTS: {
  readonly sigma: number;
  readonly iouThreshold: number;
  readonly scoreThreshold: number;
  readonly maxDetections: number;
} = {sigma: 0.5, iouThreshold: 1, scoreThreshold: 0.001, maxDetections: Infinity};

/**
 * Soft non-maximum suppression: a box that overlaps better ones stays, with its score times exp(-IoU^2 / (2 sigma)) for each. N = 0 keeps none.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, any unit.
 * @param scores - `[N]`, finite.
 * @returns indices of the kept boxes, and their lowered scores, highest first; equals by index.
 * @throws {@link NotFiniteError}, InvalidBoxError, ShapeError and OptionError as {@link nonMaxSuppression}.
 * @see Bodla et al. 2017, Soft-NMS, arXiv:1704.04503; TensorFlow's `image.non_max_suppression_with_scores`.
 */
export function softNonMaxSuppression(
  boxes: Float32Array,
  scores: Float32Array,
  options: SoftNonMaxSuppressionOptions = {},
): {indices: Int32Array; scores: Float32Array} {
  const {sigma, iouThreshold, scoreThreshold, maxDetections} = resolve(options);
  checkBoxes(boxes, 'boxes');
  if (boxes.length !== 4 * scores.length) throw new ShapeError('scores', [scores.length], `[${boxes.length / 4}], one a box`);
  const indices = new Int32Array(scores.length);
  const lowered = new Float32Array(scores.length);
  let count = 0;
  suppressSoftly(
    {
      scores,
      columns: 1,
      boxes,
      boxesPerRow: 1,
      groups: undefined,
      scoreThreshold,
      iouThreshold,
      maxPerGroup: maxDetections,
      expected: maxDetections,
      prepare: undefined,
      typical: {height: 0, width: 0},
    },
    sigma,
    (row, _column, _box, score) => {
      indices[count] = row;
      lowered[count++] = score;
      return true;
    },
  );
  return {indices: indices.slice(0, count), scores: lowered.slice(0, count)};
}

function resolve(options: SoftNonMaxSuppressionOptions): typeof SOFT_NON_MAX_SUPPRESSION_DEFAULTS {
  const defaults = SOFT_NON_MAX_SUPPRESSION_DEFAULTS;
  const sigma = options.sigma ?? defaults.sigma;
  if (!(sigma > 0 && sigma < Infinity)) throw new OptionError('sigma', sigma, 'a finite number above 0');
  return {
    sigma,
    iouThreshold: checkRange('iouThreshold', options.iouThreshold ?? defaults.iouThreshold, {min: 0, max: 1}),
    scoreThreshold: checkScoreThreshold(options.scoreThreshold ?? defaults.scoreThreshold),
    maxDetections: checkMaxDetections(options.maxDetections ?? defaults.maxDetections),
  };
}
