import {BOX_CODER_DEFAULTS, checkBoxes, InvalidBoxError} from '@oid/boxes';
import type {ScaleFactors} from '@oid/boxes';
import {checkRange, OptionError, ShapeError} from '@oid/core';
import {exp} from './kernel/exp.ts';

export type DecodeBoxEncodingsOptions = {
  /** What the encodings were multiplied by; each finite and above 0. @default [10, 10, 5, 5] (TensorFlow Object Detection API) */
  scaleFactors?: ScaleFactors | undefined;
  /** Encodings each anchor has: 1, or one a class. @default 1 */
  boxesPerAnchor?: number | undefined;
};

export const DECODE_BOX_ENCODINGS_DEFAULTS: {readonly scaleFactors: ScaleFactors; readonly boxesPerAnchor: number} = {
  scaleFactors: BOX_CODER_DEFAULTS.scaleFactors,
  boxesPerAnchor: 1,
};

/**
 * Turns box encodings into boxes, as `decodeBoxes` of `@oid/boxes` does, for one encoding an anchor or one a class (second stage of a Faster
 * R-CNN), and with the same bits on every engine. Does not clip. N = 0 gives length 0.
 *
 * @param boxEncodings - `[N, q, 4]`, `[ty, tx, th, tw]`, unitless.
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`; for a second stage, the proposals.
 * @returns `[N, q, 4]`, in the unit of `anchors`.
 * @throws InvalidBoxError (`boxes/invalid`) for an anchor that is NaN, infinite or reversed, and for an encoding that is not finite or whose box
 * leaves float32's range; ShapeError when lengths do not fit; OptionError for an option out of range.
 * @see Ren et al. 2015, Faster R-CNN, arXiv:1506.01497, eq. 2.
 */
export function decodeBoxEncodings(
  boxEncodings: Float32Array,
  anchors: Float32Array,
  options: DecodeBoxEncodingsOptions = {},
): Float32Array {
  const boxesPerAnchor = checkRange('boxesPerAnchor', options.boxesPerAnchor ?? DECODE_BOX_ENCODINGS_DEFAULTS.boxesPerAnchor, {
    min: 1,
    integer: true,
  });
  const scaleFactors = checkScaleFactors(options.scaleFactors ?? DECODE_BOX_ENCODINGS_DEFAULTS.scaleFactors);
  checkBoxes(anchors, 'anchors');
  if (boxEncodings.length !== anchors.length * boxesPerAnchor) {
    throw new ShapeError('boxEncodings', [boxEncodings.length], `[${anchors.length / 4} * ${boxesPerAnchor} * 4], rows of anchors`);
  }
  const boxes = new Float32Array(boxEncodings.length);
  for (let box = 0; box < boxes.length / 4; box++)
    decodeRow(boxEncodings, box, anchors, Math.trunc(box / boxesPerAnchor), scaleFactors, boxes);
  return boxes;
}

/** Decodes row `box` of the encodings relative to row `anchor` into row `box` of `boxes`. @throws InvalidBoxError as {@link decodeBoxEncodings}. */
export function decodeRow(
  boxEncodings: Float32Array,
  box: number,
  anchors: Float32Array,
  anchor: number,
  scaleFactors: ScaleFactors,
  boxes: Float32Array,
): void {
  const k = 4 * box;
  const a = 4 * anchor;
  const ymin = anchors[a] as number;
  const xmin = anchors[a + 1] as number;
  const ymax = anchors[a + 2] as number;
  const xmax = anchors[a + 3] as number;
  const ty = boxEncodings[k] as number;
  const tx = boxEncodings[k + 1] as number;
  const th = boxEncodings[k + 2] as number;
  const tw = boxEncodings[k + 3] as number;
  const y = (ty / scaleFactors[0]) * (ymax - ymin) + (ymin + ymax) / 2;
  const x = (tx / scaleFactors[1]) * (xmax - xmin) + (xmin + xmax) / 2;
  const halfHeight = (exp(th / scaleFactors[2]) * (ymax - ymin)) / 2;
  const halfWidth = (exp(tw / scaleFactors[3]) * (xmax - xmin)) / 2;
  const top = Math.fround(y - halfHeight);
  const left = Math.fround(x - halfWidth);
  const bottom = Math.fround(y + halfHeight);
  const right = Math.fround(x + halfWidth);
  // One number that is finite only if all are; th and tw are in it because -Infinity would decode to a box of no area.
  if (!Number.isFinite(top + left + bottom + right + th + tw)) {
    throw new InvalidBoxError('boxEncodings', box, [ty, tx, th, tw], 'finite, and its box within float32');
  }
  boxes[k] = top;
  boxes[k + 1] = left;
  boxes[k + 2] = bottom;
  boxes[k + 3] = right;
}

/** @throws OptionError unless there are four finite factors above 0. */
export function checkScaleFactors(scaleFactors: ScaleFactors): ScaleFactors {
  const valid = scaleFactors.length === 4 && scaleFactors.every((factor) => factor > 0 && factor < Infinity);
  if (!valid) throw new OptionError('scaleFactors', `[${scaleFactors.join(', ')}]`, 'four finite numbers above 0');
  return scaleFactors;
}
