import {boxIou, checkBoxes} from '@oid/boxes';
import {checkFinite, checkOneOf, checkRange, OptionError, ShapeError} from '@oid/core';
import {suppressGreedily, typicalSize} from './kernel/greedy-suppression.ts';

/** Whether a box is dropped from the IoU threshold on, or only above it. */
export type SuppressionRule = 'atLeast' | 'above';

export type NonMaxSuppressionOptions = {
  /** A box is dropped when its IoU with a kept box of higher score reaches this; above 0, at most 1; `above` takes 0 too. @default 0.5 (MXNet) */
  iouThreshold?: number | undefined;
  /** Only boxes that score strictly above this take part. @default -Infinity: all */
  scoreThreshold?: number | undefined;
  /** Most boxes kept, an integer from 0. @default Infinity: no limit */
  maxDetections?: number | undefined;
  /** `[N]`. Where given, a box is dropped only for a kept box of its own class. @default undefined: boxes drop each other whatever they are */
  classes?: Int32Array | undefined;
  /**
   * `atLeast`, as MXNet: dropped at the threshold too. `above`, as TensorFlow and torchvision: only above it, with IoUs rounded to float32 as theirs are;
   * the quick one. @default 'atLeast'
   */
  rule?: SuppressionRule | undefined;
};

export const NON_MAX_SUPPRESSION_DEFAULTS: {
  readonly iouThreshold: number;
  readonly scoreThreshold: number;
  readonly maxDetections: number;
  readonly classes: Int32Array | undefined;
  readonly rule: SuppressionRule;
} = {iouThreshold: 0.5, scoreThreshold: -Infinity, maxDetections: Infinity, classes: undefined, rule: 'atLeast'};

/**
 * Greedy non-maximum suppression: goes through boxes by score, highest first, equals by index, and keeps each one that overlaps no kept box
 * by `iouThreshold` or more; with `rule: 'above'`, by more. Boxes of no area overlap nothing and are kept. N = 0 keeps none.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, any unit.
 * @param scores - `[N]`, finite.
 * @returns indices of the kept boxes, by score, highest first.
 * @throws InvalidBoxError (`boxes/invalid`) for a box that is NaN, infinite or reversed; {@link NotFiniteError} for such a score; ShapeError
 * when `scores` or `classes` is not `[N]`; OptionError for an option out of range.
 * @see MXNet's `contrib.MultiBoxDetection`, which drops at IoU >= threshold; TensorFlow's operator drops only above it.
 */
export function nonMaxSuppression(boxes: Float32Array, scores: Float32Array, options: NonMaxSuppressionOptions = {}): Int32Array {
  const {iouThreshold, scoreThreshold, maxDetections, classes, rule} = resolve(options);
  checkBoxes(boxes, 'boxes');
  checkFinite(scores, 'scores');
  if (boxes.length !== 4 * scores.length) throw new ShapeError('scores', [scores.length], `[${boxes.length / 4}], one a box`);
  if (classes !== undefined && classes.length !== scores.length) {
    throw new ShapeError('classes', [classes.length], `[${scores.length}], one a box`);
  }
  if (rule === 'above') return suppressAbove(boxes, scores, {iouThreshold, scoreThreshold, maxDetections}, classes);
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

function suppressAbove(
  boxes: Float32Array,
  scores: Float32Array,
  limits: {iouThreshold: number; scoreThreshold: number; maxDetections: number},
  classes: Int32Array | undefined,
): Int32Array {
  const kept = new Int32Array(Math.min(scores.length, limits.maxDetections));
  let count = 0;
  if (kept.length === 0) return kept;
  suppressGreedily(
    {
      scores,
      columns: 1,
      boxes,
      boxesPerRow: 1,
      groups: classes === undefined ? undefined : numberClasses(classes),
      scoreThreshold: limits.scoreThreshold,
      iouThreshold: limits.iouThreshold,
      maxPerGroup: limits.maxDetections,
      expected: limits.maxDetections,
      prepare: undefined,
      typical: typicalSize(boxes),
    },
    (row) => {
      kept[count++] = row;
      return count < kept.length;
    },
  );
  return kept.slice(0, count);
}

/** Class ids as numbers from 0 without gaps, in order of appearance. */
function numberClasses(classes: Int32Array): {of: Int32Array; count: number} {
  const numbers = new Map<number, number>();
  const of = new Int32Array(classes.length);
  for (let i = 0; i < classes.length; i++) {
    const id = classes[i] as number;
    let number = numbers.get(id);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(id, number);
    }
    of[i] = number;
  }
  return {of, count: numbers.size};
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
  const rule = checkOneOf('rule', options.rule ?? NON_MAX_SUPPRESSION_DEFAULTS.rule, ['atLeast', 'above']);
  const iouThreshold = options.iouThreshold ?? NON_MAX_SUPPRESSION_DEFAULTS.iouThreshold;
  return {
    iouThreshold: rule === 'above' ? checkRange('iouThreshold', iouThreshold, {min: 0, max: 1}) : checkIouThreshold(iouThreshold),
    scoreThreshold: checkRange('scoreThreshold', options.scoreThreshold ?? NON_MAX_SUPPRESSION_DEFAULTS.scoreThreshold, {}),
    maxDetections: checkMaxDetections(options.maxDetections ?? NON_MAX_SUPPRESSION_DEFAULTS.maxDetections),
    classes: options.classes,
    rule,
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
