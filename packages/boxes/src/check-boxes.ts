import {ShapeError} from '@oid/core';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

const EXPECTED = 'finite, with ymin <= ymax and xmin <= xmax';

/**
 * Passes silently when every box is finite and does not end before it starts. Boxes of no area, and boxes outside [0, 1], are allowed:
 * anchors reach over the image's edge. N = 0 passes.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param argument - the name that an error gives.
 * @throws ShapeError (`core/shape`) if the length is not a multiple of 4.
 * @throws {@link InvalidBoxError} for the first box that is NaN, infinite or reversed.
 */
export function checkBoxes(boxes: Float32Array, argument: string): void {
  const count = countBoxes(boxes, argument);
  for (let i = 0; i < count; i++) {
    const ymin = boxes[4 * i] as number;
    const xmin = boxes[4 * i + 1] as number;
    const ymax = boxes[4 * i + 2] as number;
    const xmax = boxes[4 * i + 3] as number;
    if (!isValidBox(ymin, xmin, ymax, xmax)) throw new InvalidBoxError(argument, i, [ymin, xmin, ymax, xmax], EXPECTED);
  }
}

/** N of a flat `[N, 4]` array. */
export function countBoxes(boxes: Float32Array, argument: string): number {
  if (boxes.length % 4 !== 0) throw new ShapeError(argument, [boxes.length], '[4 * N], four numbers a row');
  return boxes.length / 4;
}

/** Finite and not reversed; written so that NaN fails. */
export function isValidBox(ymin: number, xmin: number, ymax: number, xmax: number): boolean {
  return ymin > -Infinity && ymin <= ymax && ymax < Infinity && xmin > -Infinity && xmin <= xmax && xmax < Infinity;
}
