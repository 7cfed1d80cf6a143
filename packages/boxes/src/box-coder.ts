import {OptionError, ShapeError} from '@oid/core';
import {checkBoxes, countBoxes} from './check-boxes.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

/** Four numbers, for ty, tx, th and tw. */
export type ScaleFactors = readonly [number, number, number, number];

export type BoxCoderOptions = {
  /**
   * Encodings are multiplied by these, and divided again on decoding; each above 0. They are one over MXNet's variances (0.1, 0.1, 0.2, 0.2).
   * @default [10, 10, 5, 5] (TensorFlow Object Detection API)
   */
  scaleFactors?: ScaleFactors | undefined;
};

export const BOX_CODER_DEFAULTS: {readonly scaleFactors: ScaleFactors} = {scaleFactors: [10, 10, 5, 5]};

/** Added to sides before dividing and taking logarithms, so that a box of no area has a finite encoding. */
const EPSILON = 1e-8;

/**
 * Encodes ground-truth boxes relative to anchors, row by row: the centre's offset in anchor sides, and the logarithm of the sides' ratio,
 * times the scale factors. Both sides of a ratio gain 1e-8, so a box of no area has a finite encoding. N = 0 gives length 0.
 *
 * @param groundTruth - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param anchors - `[N, 4]`, the same layout and unit.
 * @returns `[N, 4]`, `[ty, tx, th, tw]`, unitless.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError when N differs; OptionError for a scale factor
 * that is not above 0.
 * @see Ren et al. 2015, Faster R-CNN, arXiv:1506.01497, eq. 2; TensorFlow Object Detection API, `FasterRcnnBoxCoder`.
 */
export function encodeBoxes(groundTruth: Float32Array, anchors: Float32Array, options: BoxCoderOptions = {}): Float32Array {
  const scaleFactors = resolveScaleFactors(options);
  checkBoxes(groundTruth, 'groundTruth');
  checkBoxes(anchors, 'anchors');
  if (groundTruth.length !== anchors.length) {
    throw new ShapeError('groundTruth', [groundTruth.length / 4, 4], `[${anchors.length / 4}, 4], as anchors`);
  }
  const encodings = new Float32Array(anchors.length);
  for (let i = 0; i < anchors.length / 4; i++) encodeBoxAt(groundTruth, i, anchors, i, scaleFactors, encodings);
  return encodings;
}

/**
 * Turns box encodings, predicted relative to anchors, back into boxes. Inverse of {@link encodeBoxes} with the same `scaleFactors`.
 * Does not clip. N = 0 gives length 0.
 *
 * @param encodings - `[N, 4]`, `[ty, tx, th, tw]`, unitless.
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns `[N, 4]`, `[ymin, xmin, ymax, xmax]`, in the unit of `anchors`.
 * @throws {@link InvalidBoxError} for an encoding that is NaN or infinite or so large that its box leaves float32's range, and for such an
 * anchor; ShapeError when N differs; OptionError for a scale factor that is not above 0.
 * @see Ren et al. 2015, Faster R-CNN, arXiv:1506.01497, eq. 2; TensorFlow Object Detection API, `FasterRcnnBoxCoder`.
 */
export function decodeBoxes(encodings: Float32Array, anchors: Float32Array, options: BoxCoderOptions = {}): Float32Array {
  const [scaleY, scaleX, scaleHeight, scaleWidth] = resolveScaleFactors(options);
  const count = countBoxes(encodings, 'encodings');
  checkBoxes(anchors, 'anchors');
  if (encodings.length !== anchors.length) throw new ShapeError('encodings', [count, 4], `[${anchors.length / 4}, 4], as anchors`);
  const boxes = new Float32Array(anchors.length);
  for (let k = 0; k < anchors.length; k += 4) {
    const anchorHeight = (anchors[k + 2] as number) - (anchors[k] as number);
    const anchorWidth = (anchors[k + 3] as number) - (anchors[k + 1] as number);
    const y = ((encodings[k] as number) / scaleY) * anchorHeight + ((anchors[k] as number) + (anchors[k + 2] as number)) / 2;
    const x = ((encodings[k + 1] as number) / scaleX) * anchorWidth + ((anchors[k + 1] as number) + (anchors[k + 3] as number)) / 2;
    const halfHeight = (Math.exp((encodings[k + 2] as number) / scaleHeight) * anchorHeight) / 2;
    const halfWidth = (Math.exp((encodings[k + 3] as number) / scaleWidth) * anchorWidth) / 2;
    boxes[k] = y - halfHeight;
    boxes[k + 1] = x - halfWidth;
    boxes[k + 2] = y + halfHeight;
    boxes[k + 3] = x + halfWidth;
    // One number that is finite only if all are. The encodings are in it because a side of -Infinity would decode to a box of no area.
    const probe =
      (boxes[k] as number) +
      (boxes[k + 1] as number) +
      (boxes[k + 2] as number) +
      (boxes[k + 3] as number) +
      (encodings[k + 2] as number) +
      (encodings[k + 3] as number);
    if (!Number.isFinite(probe)) {
      throw new InvalidBoxError('encodings', k / 4, [...encodings.subarray(k, k + 4)], 'finite, and its box within float32');
    }
  }
  return boxes;
}

/** Encodes row i of `groundTruth` relative to row j of `anchors` into row j of `encodings`. Inputs are taken as checked. */
export function encodeBoxAt(
  groundTruth: Float32Array,
  i: number,
  anchors: Float32Array,
  j: number,
  scaleFactors: ScaleFactors,
  encodings: Float32Array,
): void {
  const ymin = groundTruth[4 * i] as number;
  const xmin = groundTruth[4 * i + 1] as number;
  const ymax = groundTruth[4 * i + 2] as number;
  const xmax = groundTruth[4 * i + 3] as number;
  const anchorYmin = anchors[4 * j] as number;
  const anchorXmin = anchors[4 * j + 1] as number;
  const anchorYmax = anchors[4 * j + 2] as number;
  const anchorXmax = anchors[4 * j + 3] as number;
  const anchorHeight = anchorYmax - anchorYmin + EPSILON;
  const anchorWidth = anchorXmax - anchorXmin + EPSILON;
  encodings[4 * j] = ((ymin + ymax - anchorYmin - anchorYmax) / 2 / anchorHeight) * scaleFactors[0];
  encodings[4 * j + 1] = ((xmin + xmax - anchorXmin - anchorXmax) / 2 / anchorWidth) * scaleFactors[1];
  encodings[4 * j + 2] = Math.log((ymax - ymin + EPSILON) / anchorHeight) * scaleFactors[2];
  encodings[4 * j + 3] = Math.log((xmax - xmin + EPSILON) / anchorWidth) * scaleFactors[3];
}

/** Fills in and checks the scale factors. */
export function resolveScaleFactors(options: BoxCoderOptions): ScaleFactors {
  const scaleFactors = options.scaleFactors ?? BOX_CODER_DEFAULTS.scaleFactors;
  const valid = scaleFactors.length === 4 && scaleFactors.every((factor) => factor > 0 && factor < Infinity);
  if (!valid) throw new OptionError('scaleFactors', `[${scaleFactors.join(', ')}]`, 'four finite numbers above 0');
  return scaleFactors;
}
