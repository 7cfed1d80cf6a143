import {boxIou, checkBoxes} from '@oid/boxes';
import {checkRange, OptionError, ShapeError} from '@oid/core';
import {checkFinite} from './errors/not-finite-error.ts';

export type NonMaxSuppressionOptions = {
  /** A box is dropped when its IoU with a kept box of higher score reaches this; above 0, at most 1. @default 0.5 (MXNet) */
  iouThreshold?: number | undefined;
  /** Only boxes that score strictly above this take part. @default -Infinity: all */
  scoreThreshold?: number | undefined;
  /** Most boxes kept, an integer from 0. @default Infinity: no limit */
  maxDetections?: number | undefined;
  /** `[N]`. Where given, a box is dropped only for a kept box of its own class. @default undefined: boxes drop each other whatever they are */
  classes?: Int32Array | undefined;
};

export const NON_MAX_SUPPRESSION_DEFAULTS: {
  readonly iouThreshold: number;
  readonly scoreThreshold: number;
  readonly maxDetections: number;
  readonly classes: Int32Array | undefined;
} = {iouThreshold: 0.5, scoreThreshold: -Infinity, maxDetections: Infinity, classes: undefined};

/**
 * Greedy non-maximum suppression: goes through boxes by score, highest first, equals by index, and keeps each one that overlaps no kept box
 * by `iouThreshold` or more. Boxes of no area overlap nothing and are kept. N = 0 keeps none.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, any unit.
 * @param scores - `[N]`, finite.
 * @returns indices of the kept boxes, by score, highest first.
 * @throws InvalidBoxError (`boxes/invalid`) for a box that is NaN, infinite or reversed; {@link NotFiniteError} for such a score; ShapeError
 * when `scores` or `classes` is not `[N]`; OptionError for an option out of range.
 * @see MXNet's `contrib.MultiBoxDetection`, which drops at IoU >= threshold; TensorFlow's operator drops only above it.
 */
export function nonMaxSuppression(boxes: Float32Array, scores: Float32Array, options: NonMaxSuppressionOptions = {}): Int32Array {
  const {iouThreshold, scoreThreshold, maxDetections, classes} = resolve(options);
  checkBoxes(boxes, 'boxes');
  checkFinite(scores, 'scores');
  if (boxes.length !== 4 * scores.length) throw new ShapeError('scores', [scores.length], `[${boxes.length / 4}], one a box`);
  if (classes !== undefined && classes.length !== scores.length) {
    throw new ShapeError('classes', [classes.length], `[${scores.length}], one a box`);
  }
  const order = new Int32Array(scores.length);
  let candidates = 0;
  for (let i = 0; i < scores.length; i++) if ((scores[i] as number) > scoreThreshold) order[candidates++] = i;
  const sorted = order.subarray(0, candidates).sort((i, j) => (scores[j] as number) - (scores[i] as number) || i - j);

  // Kept indices take the places of those already looked at.
  let kept = 0;
  for (let k = 0; k < candidates && kept < maxDetections; k++) {
    const candidate = sorted[k] as number;
    if (!isSuppressed(candidate, sorted, kept, boxes, classes, iouThreshold)) sorted[kept++] = candidate;
  }
  return sorted.slice(0, kept);
}

function isSuppressed(
  candidate: number,
  order: Int32Array,
  kept: number,
  boxes: Float32Array,
  classes: Int32Array | undefined,
  iouThreshold: number,
): boolean {
  for (let k = 0; k < kept; k++) {
    const better = order[k] as number;
    if (classes !== undefined && classes[better] !== classes[candidate]) continue;
    if (boxIou(boxes, better, boxes, candidate) >= iouThreshold) return true;
  }
  return false;
}

function resolve(options: NonMaxSuppressionOptions): typeof NON_MAX_SUPPRESSION_DEFAULTS {
  return {
    iouThreshold: checkIouThreshold(options.iouThreshold ?? NON_MAX_SUPPRESSION_DEFAULTS.iouThreshold),
    scoreThreshold: checkRange('scoreThreshold', options.scoreThreshold ?? NON_MAX_SUPPRESSION_DEFAULTS.scoreThreshold, {}),
    maxDetections: checkMaxDetections(options.maxDetections ?? NON_MAX_SUPPRESSION_DEFAULTS.maxDetections),
    classes: options.classes,
  };
}

/** At 0, boxes that are far apart would drop each other. */
export function checkIouThreshold(value: number): number {
  if (!(value > 0 && value <= 1)) throw new OptionError('iouThreshold', value, 'a number above 0 and at most 1');
  return value;
}

/** An integer from 0, or infinity. */
export function checkMaxDetections(value: number): number {
  return value === Infinity ? value : checkRange('maxDetections', value, {min: 0, integer: true});
}
