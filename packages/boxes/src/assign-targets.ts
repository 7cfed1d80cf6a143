import {ShapeError} from '@oid/core';
import {encodeBoxAt, resolveScaleFactors} from './box-coder.ts';
import type {BoxCoderOptions} from './box-coder.ts';
import {checkClasses} from './check-numbers.ts';
import {matchAnchors} from './match-anchors.ts';
import type {MatchAnchorsOptions} from './match-anchors.ts';

/** Options of {@link matchAnchors} and of {@link encodeBoxes}, with their defaults. */
export type AssignTargetsOptions = MatchAnchorsOptions &
  BoxCoderOptions & {
    /** Highest class id; with it a class beyond is refused. @default none */
    numClasses?: number | undefined;
  };

/** What an anchor detector is trained towards in one image. */
export type AnchorTargets = {
  /** `[N]`, the class of the anchor's truth, 0 for background. */
  classTargets: Int32Array;
  /** `[N, 4]`, `[ty, tx, th, tw]` of the anchor's truth; zeros where there is none. */
  boxTargets: Float32Array;
  /** `[N, 4]`, 1 on the four numbers of a matched anchor, else 0. */
  boxMask: Float32Array;
  /** `[N]`, index of the anchor's truth, or -1. */
  matches: Int32Array;
};

/**
 * Training targets of one image: matches anchors to ground truth, then encodes the matched boxes. Every unmatched anchor is background;
 * no negatives are left out.
 *
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised.
 * @param groundTruth - `boxes` `[M, 4]` and `classes` `[M]`, label-map ids from 1. M = 0 makes every anchor background.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; {@link InvalidClassError} for a class below 1 or beyond `numClasses`; ShapeError when
 * `classes` is not `[M]`; OptionError for an option out of range.
 * @see MXNet's `contrib.MultiBoxTarget` with `negative_mining_ratio=-1`; TensorFlow Object Detection API, `TargetAssigner`.
 */
export function assignTargets(
  anchors: Float32Array,
  groundTruth: {boxes: Float32Array; classes: Int32Array},
  options: AssignTargetsOptions = {},
): AnchorTargets {
  const {boxes, classes} = groundTruth;
  const scaleFactors = resolveScaleFactors(options);
  if (boxes.length !== 4 * classes.length)
    throw new ShapeError('groundTruth.classes', [classes.length], `[${boxes.length / 4}], one a box`);
  checkClasses(classes, 'groundTruth.classes', options.numClasses);
  const matches = matchAnchors(anchors, boxes, options);
  const classTargets = new Int32Array(matches.length);
  const boxTargets = new Float32Array(anchors.length);
  const boxMask = new Float32Array(anchors.length);
  for (let j = 0; j < matches.length; j++) {
    const truth = matches[j] as number;
    if (truth === -1) continue;
    classTargets[j] = classes[truth] as number;
    encodeBoxAt(boxes, truth, anchors, j, scaleFactors, boxTargets);
    boxMask.fill(1, 4 * j, 4 * j + 4);
  }
  return {classTargets, boxTargets, boxMask, matches};
}
