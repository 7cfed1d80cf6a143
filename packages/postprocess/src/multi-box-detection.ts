import {BOX_CODER_DEFAULTS, checkBoxes, clipBoxes, decodeBoxes} from '@oid/boxes';
import {checkFinite, checkRange, ShapeError} from '@oid/core';
import type {Detections} from '@oid/core';
import {checkIouThreshold, checkMaxDetections, nonMaxSuppression} from './non-max-suppression.ts';

export type MultiBoxDetectionOptions = {
  /** An anchor takes part when its best class scores strictly above this, in [0, 1]. @default 0.01 (MXNet) */
  scoreThreshold?: number | undefined;
  /** A box is dropped when its IoU with a kept box of higher score reaches this; above 0, at most 1. @default 0.5 (MXNet) */
  iouThreshold?: number | undefined;
  /** Whether boxes of different classes drop each other (MXNet's `force_suppress`). @default false */
  acrossClasses?: boolean | undefined;
  /** Cuts boxes to the image before they are compared, and leaves out those that have no area then. @default true */
  clip?: boolean | undefined;
  /** Most detections given, an integer from 0. @default Infinity: no limit */
  maxDetections?: number | undefined;
  /** What the encodings were multiplied by. @default [10, 10, 5, 5] */
  scaleFactors?: readonly [number, number, number, number] | undefined;
};

export const MULTI_BOX_DETECTION_DEFAULTS: {
  readonly scoreThreshold: number;
  readonly iouThreshold: number;
  readonly acrossClasses: boolean;
  readonly clip: boolean;
  readonly maxDetections: number;
  readonly scaleFactors: readonly [number, number, number, number];
} = {
  scoreThreshold: 0.01,
  iouThreshold: 0.5,
  acrossClasses: false,
  clip: true,
  maxDetections: Infinity,
  scaleFactors: BOX_CODER_DEFAULTS.scaleFactors,
};

/**
 * Turns the outputs of an anchor detector for one image into detections: each anchor gives at most one, of its best class other than
 * background (the lowest of equals); then encodings become boxes, and overlapping boxes of lower score are dropped.
 *
 * @param scores - `[N, K + 1]`, in [0, 1], column 0 is background; see {@link softmaxScores}. K is taken from the length.
 * @param boxEncodings - `[N, 4]`, `[ty, tx, th, tw]`.
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised.
 * @returns detections by score, highest first, equals by anchor; classes are label-map ids from 1. N = 0 gives none.
 * @throws {@link NotFiniteError} for a score or encoding that is NaN or infinite; InvalidBoxError (`boxes/invalid`) for such an anchor, and for
 * a box beyond float32; ShapeError when lengths do not fit; OptionError for an option out of range.
 * @see MXNet's `contrib.MultiBoxDetection`; that lists boxes of no area, which are left out here as in TensorFlow's Object Detection API.
 */
export function multiBoxDetection(
  scores: Float32Array,
  boxEncodings: Float32Array,
  anchors: Float32Array,
  options: MultiBoxDetectionOptions = {},
): Detections {
  const {scoreThreshold, iouThreshold, acrossClasses, clip, maxDetections, scaleFactors} = resolve(options);
  const columns = countColumns(scores, boxEncodings, anchors);
  checkFinite(scores, 'scores');
  checkFinite(boxEncodings, 'boxEncodings');
  checkBoxes(anchors, 'anchors');

  const found = bestClasses(scores, columns, scoreThreshold);
  const encoded = gatherRows(boxEncodings, found.anchors);
  const decoded = decodeBoxes(encoded, gatherRows(anchors, found.anchors), {scaleFactors});
  const boxes = clip ? clipBoxes(decoded) : decoded;
  const solid = clip ? indicesWithArea(boxes) : undefined;
  const candidates = {
    boxes: solid === undefined ? boxes : gatherRows(boxes, solid),
    scores: solid === undefined ? found.scores : Float32Array.from(solid, (i) => found.scores[i] as number),
    classes: solid === undefined ? found.classes : Int32Array.from(solid, (i) => found.classes[i] as number),
  };
  const kept = nonMaxSuppression(candidates.boxes, candidates.scores, {
    iouThreshold,
    maxDetections,
    classes: acrossClasses ? undefined : candidates.classes,
  });
  return {
    boxes: gatherRows(candidates.boxes, kept),
    scores: Float32Array.from(kept, (i) => candidates.scores[i] as number),
    classes: Int32Array.from(kept, (i) => candidates.classes[i] as number),
    count: kept.length,
  };
}

/** The anchors whose best class passes the threshold, in order, with that class and its score. */
function bestClasses(
  scores: Float32Array,
  columns: number,
  scoreThreshold: number,
): {anchors: Int32Array; scores: Float32Array; classes: Int32Array} {
  const rows = scores.length / columns;
  const anchors = new Int32Array(rows);
  const bestScores = new Float32Array(rows);
  const classes = new Int32Array(rows);
  let count = 0;
  for (let i = 0; i < rows; i++) {
    let best = 1;
    for (let c = 2; c < columns; c++) {
      if ((scores[i * columns + c] as number) > (scores[i * columns + best] as number)) best = c;
    }
    const score = scores[i * columns + best] as number;
    if (score <= scoreThreshold) continue;
    anchors[count] = i;
    bestScores[count] = score;
    classes[count++] = best;
  }
  return {anchors: anchors.subarray(0, count), scores: bestScores.subarray(0, count), classes: classes.subarray(0, count)};
}

function gatherRows(boxes: Float32Array, indices: Int32Array): Float32Array {
  const rows = new Float32Array(4 * indices.length);
  for (let k = 0; k < indices.length; k++) {
    const start = 4 * (indices[k] as number);
    rows[4 * k] = boxes[start] as number;
    rows[4 * k + 1] = boxes[start + 1] as number;
    rows[4 * k + 2] = boxes[start + 2] as number;
    rows[4 * k + 3] = boxes[start + 3] as number;
  }
  return rows;
}

function indicesWithArea(boxes: Float32Array): Int32Array {
  const indices = new Int32Array(boxes.length / 4);
  let count = 0;
  for (let i = 0; i < indices.length; i++) {
    const k = 4 * i;
    if ((boxes[k + 2] as number) > (boxes[k] as number) && (boxes[k + 3] as number) > (boxes[k + 1] as number)) indices[count++] = i;
  }
  return indices.subarray(0, count);
}

/** K + 1; 2 where there is no anchor to tell it from. */
function countColumns(scores: Float32Array, boxEncodings: Float32Array, anchors: Float32Array): number {
  const count = anchors.length / 4;
  if (!Number.isInteger(count)) throw new ShapeError('anchors', [anchors.length], '[4 * N], four numbers a row');
  if (boxEncodings.length !== anchors.length)
    throw new ShapeError('boxEncodings', [boxEncodings.length], `[${anchors.length}], as anchors`);
  const columns = count === 0 && scores.length === 0 ? 2 : scores.length / count;
  if (!Number.isInteger(columns) || columns < 2) {
    throw new ShapeError('scores', [scores.length], `[${count} * (K + 1)], a row an anchor, with background and at least one class`);
  }
  return columns;
}

function resolve(options: MultiBoxDetectionOptions): typeof MULTI_BOX_DETECTION_DEFAULTS {
  const defaults = MULTI_BOX_DETECTION_DEFAULTS;
  return {
    scoreThreshold: checkRange('scoreThreshold', options.scoreThreshold ?? defaults.scoreThreshold, {min: 0, max: 1}),
    iouThreshold: checkIouThreshold(options.iouThreshold ?? defaults.iouThreshold),
    acrossClasses: options.acrossClasses ?? defaults.acrossClasses,
    clip: options.clip ?? defaults.clip,
    maxDetections: checkMaxDetections(options.maxDetections ?? defaults.maxDetections),
    scaleFactors: options.scaleFactors ?? defaults.scaleFactors,
  };
}
