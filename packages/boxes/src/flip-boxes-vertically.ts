import {checkBoxes} from './check-boxes.ts';

/**
 * Mirrors boxes as an upside-down flip of the image does: `ymin' = 1 - ymax`, `ymax' = 1 - ymin`. Its own inverse, up to float32 rounding.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised. Not changed.
 * @returns a new `[N, 4]`. N = 0 gives length 0.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError for a length that is no multiple of 4.
 */
export function flipBoxesVertically(boxes: Float32Array): Float32Array {
  checkBoxes(boxes, 'boxes');
  const flipped = new Float32Array(boxes.length);
  for (let k = 0; k < boxes.length; k += 4) {
    flipped[k] = 1 - (boxes[k + 2] as number);
    flipped[k + 1] = boxes[k + 1] as number;
    flipped[k + 2] = 1 - (boxes[k] as number);
    flipped[k + 3] = boxes[k + 3] as number;
  }
  return flipped;
}
