import {BOX_CODER_DEFAULTS, checkBoxes} from '@oid/boxes';
import type {ScaleFactors} from '@oid/boxes';
import {checkFinite, ShapeError} from '@oid/core';
import {checkScaleFactors, decodeRow} from './decode-box-encodings.ts';
import {typicalSize} from './kernel/greedy-suppression.ts';
import {countBoxesPerRow} from './multi-class-non-max-suppression.ts';
import {resolveSuppression, suppressClasses} from './suppress-classes.ts';
import type {MultiClassNonMaxSuppressionOptions, SelectedDetections} from './suppress-classes.ts';

export type SelectDetectionsOptions = MultiClassNonMaxSuppressionOptions & {
  /** What the encodings were multiplied by; each finite and above 0. @default [10, 10, 5, 5] */
  scaleFactors?: ScaleFactors | undefined;
};

/**
 * From the outputs of an anchor detector for one image to detections: decoding, then {@link multiClassNonMaxSuppression}. The result is the same, but
 * only those boxes are decoded that come to be looked at.
 *
 * @param scores - `[N, K]`, finite, without background; see {@link convertScores}.
 * @param boxEncodings - `[N, q, 4]`, `[ty, tx, th, tw]`; q = 1, or K: a box a class.
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`; `clipWindow` is in their unit.
 * @param numClasses - K, at least 1.
 * @returns by score, highest first; classes are label-map ids from 1; rows are those of anchors. N = 0 gives none.
 * @throws {@link NotFiniteError} for a score or encoding that is NaN or infinite; InvalidBoxError (`boxes/invalid`) for an anchor that is not a box, and
 * where a box that is looked at lies beyond float32; ShapeError when lengths do not fit; OptionError for an option out of range.
 */
export function selectDetections(
  scores: Float32Array,
  boxEncodings: Float32Array,
  anchors: Float32Array,
  numClasses: number,
  options: SelectDetectionsOptions = {},
): SelectedDetections {
  const resolved = resolveSuppression(options);
  const scaleFactors = checkScaleFactors(options.scaleFactors ?? BOX_CODER_DEFAULTS.scaleFactors);
  const boxesPerRow = countBoxesPerRow('boxEncodings', boxEncodings, scores, numClasses);
  if (anchors.length !== boxEncodings.length / boxesPerRow) {
    throw new ShapeError('anchors', [anchors.length], `[${scores.length / numClasses} * 4], as scores`);
  }
  checkBoxes(anchors, 'anchors');
  checkFinite(boxEncodings, 'boxEncodings');
  const boxes = new Float32Array(boxEncodings.length);
  const prepare = (box: number): boolean => {
    decodeRow(boxEncodings, box, anchors, boxesPerRow === 1 ? box : Math.trunc(box / boxesPerRow), scaleFactors, boxes);
    return true;
  };
  return suppressClasses(scores, numClasses, {boxes, prepare, typical: typicalSize(anchors)}, boxesPerRow, resolved);
}
