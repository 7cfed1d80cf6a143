import {InvalidBoxError} from '@oid/boxes';
import {checkLength} from './check-image.ts';

export type CocoGroundTruth = {
  /** `[M, 4]`, `[ymin, xmin, ymax, xmax]`, as fractions of the image. */
  boxes: Float32Array;
  /** `[M]`, class ids. */
  classes: Int32Array;
  /** `[M]`, 1 marks a crowd, which need not be found, and detections in which are ignored. Group boxes may be given as crowds. */
  crowd?: Uint8Array | undefined;
  /** `[M]`, square pixels, by which truths are small, medium or large. The box's own where left out. */
  areas?: Float32Array | Float64Array | undefined;
};

/** An image in COCO's own layout: boxes `[x, y, width, height]` flat, in pixels, from the upper left corner. */
export type CocoPixels = {
  groundTruth: {xywh: Float64Array; classes: Int32Array; crowd?: Uint8Array | undefined; areas?: Float64Array | undefined};
  detections: {xywh: Float64Array; scores: Float64Array; classes: Int32Array};
};

/** @returns the number of boxes. @throws InvalidBoxError (`boxes/invalid`) for one not finite or of negative size; ShapeError for another length. */
export function checkXywh(argument: string, xywh: Float64Array, count: number): number {
  checkLength(argument, xywh, 4 * count);
  for (let i = 0; i < count; i++) {
    const fits =
      Number.isFinite(xywh[4 * i]) &&
      Number.isFinite(xywh[4 * i + 1]) &&
      (xywh[4 * i + 2] as number) >= 0 &&
      (xywh[4 * i + 3] as number) >= 0 &&
      Number.isFinite((xywh[4 * i + 2] as number) + (xywh[4 * i + 3] as number));
    if (!fits) throw new InvalidBoxError(argument, i, [...xywh.subarray(4 * i, 4 * i + 4)], 'finite, with width and height of at least 0');
  }
  return count;
}

/** Square pixels. */
export function areasOf(xywh: Float64Array): Float64Array {
  return Float64Array.from({length: xywh.length / 4}, (_, i) => (xywh[4 * i + 2] as number) * (xywh[4 * i + 3] as number));
}

/** Fractions of an image to its pixels, in float64. */
export function yxyxToXywh(boxes: Float32Array, height: number, width: number): Float64Array {
  const xywh = new Float64Array(boxes.length);
  for (let k = 0; k < boxes.length; k += 4) {
    xywh[k] = (boxes[k + 1] as number) * width;
    xywh[k + 1] = (boxes[k] as number) * height;
    xywh[k + 2] = ((boxes[k + 3] as number) - (boxes[k + 1] as number)) * width;
    xywh[k + 3] = ((boxes[k + 2] as number) - (boxes[k] as number)) * height;
  }
  return xywh;
}
