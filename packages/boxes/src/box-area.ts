import {checkBoxes} from './check-boxes.ts';

/**
 * Area of each box, height times width. N = 0 gives length 0.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns `[N]`, in the square of the boxes' unit; for normalised boxes the fraction of the image, at least 0.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError for a length that is no multiple of 4.
 */
export function boxArea(boxes: Float32Array): Float32Array {
  checkBoxes(boxes, 'boxes');
  const areas = new Float32Array(boxes.length / 4);
  for (let i = 0; i < areas.length; i++) areas[i] = areaAt(boxes, i);
  return areas;
}

/** Area of row `i` in double precision, unchecked. */
export function areaAt(boxes: Float32Array, i: number): number {
  return ((boxes[4 * i + 2] as number) - (boxes[4 * i] as number)) * ((boxes[4 * i + 3] as number) - (boxes[4 * i + 1] as number));
}
