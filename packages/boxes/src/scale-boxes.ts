import {checkRange} from '@oid/core';
import {checkBoxes} from './check-boxes.ts';

/**
 * Multiplies the y coordinates by one factor and the x coordinates by another, in float32.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`. Not changed.
 * @param factors - `height` for y, `width` for x; each at least 0 and finite.
 * @returns a new `[N, 4]`. N = 0 gives length 0.
 * @throws {@link InvalidBoxError} for a bad box, or one that leaves float32; OptionError for a bad factor.
 * @see TensorFlow Object Detection API, `box_list_ops.scale`.
 */
export function scaleBoxes(boxes: Float32Array, factors: {height: number; width: number}): Float32Array {
  const y = Math.fround(checkRange('factors.height', factors.height, {min: 0, max: 3.4e38}));
  const x = Math.fround(checkRange('factors.width', factors.width, {min: 0, max: 3.4e38}));
  checkBoxes(boxes, 'boxes');
  const scaled = new Float32Array(boxes.length);
  for (let k = 0; k < boxes.length; k += 2) {
    scaled[k] = (boxes[k] as number) * y;
    scaled[k + 1] = (boxes[k + 1] as number) * x;
  }
  checkBoxes(scaled, 'boxes after scaling');
  return scaled;
}
