import {checkBoxes} from '@oid/boxes';
import {checkRange, ShapeError} from '@oid/core';
import {typicalSize} from './kernel/greedy-suppression.ts';
import {resolveSuppression, suppressClasses} from './suppress-classes.ts';
import type {MultiClassNonMaxSuppressionOptions, SelectedDetections} from './suppress-classes.ts';

/**
 * Multi-class non-maximum suppression for one image, step by step as the Object Detection API does it: classes compete within themselves, boxes are
 * cut to a window and perhaps expressed relative to it, and the best of all classes are given.
 *
 * Equal scores: the lower row goes first within a class, the lower class between classes. IoUs are float32, as TensorFlow's; two boxes of no area
 * have IoU 0. With `clipWindow`, revisions E2 and E3 leave out scores below 0. A box can be given for several classes, except by `classAgnostic`.
 *
 * @param boxes - `[N, q, 4]`, `[ymin, xmin, ymax, xmax]`, in any unit; q = 1, or K: a box a class.
 * @param scores - `[N, K]`, finite; column c - 1 is class c, without background. Not changed.
 * @param numClasses - K, at least 1.
 * @returns by score, highest first; classes are label-map ids from 1 (the API counts from 0), 0 in padding. N = 0 gives none.
 * @throws {@link NotFiniteError} for a score that is NaN or infinite; InvalidBoxError (`boxes/invalid`) for such a box, and for a reversed one;
 * ShapeError when lengths do not fit; OptionError for an option out of range, or one that revision or method does not know.
 * @see TensorFlow Object Detection API, `post_processing.multiclass_non_max_suppression`, `class_agnostic_non_max_suppression`; TensorFlow,
 * `image.combined_non_max_suppression`.
 */
export function multiClassNonMaxSuppression(
  boxes: Float32Array,
  scores: Float32Array,
  numClasses: number,
  options: MultiClassNonMaxSuppressionOptions = {},
): SelectedDetections {
  const resolved = resolveSuppression(options);
  const boxesPerRow = countBoxesPerRow('boxes', boxes, scores, numClasses);
  checkBoxes(boxes, 'boxes');
  const source = {boxes, prepare: undefined, typical: typicalSize(boxes)};
  return suppressClasses(scores, numClasses, source, boxesPerRow, resolved);
}

/** q of `[N, q, 4]`, 1 or K. @throws ShapeError when lengths do not fit; OptionError for a class count below 1. */
export function countBoxesPerRow(argument: string, boxes: Float32Array, scores: Float32Array, numClasses: number): number {
  checkRange('numClasses', numClasses, {min: 1, integer: true});
  const rows = scores.length / numClasses;
  if (!Number.isInteger(rows)) throw new ShapeError('scores', [scores.length], `[N * ${numClasses}], a score a class`);
  if (boxes.length === 4 * rows) return 1;
  if (boxes.length === 4 * rows * numClasses) return numClasses;
  throw new ShapeError(argument, [boxes.length], `[${rows} * 4] or [${rows} * ${numClasses} * 4], as scores have ${rows} rows`);
}
