import {checkBoxes} from './check-boxes.ts';

/**
 * Cuts boxes to the image: every coordinate is clamped to [0, 1]. A box wholly outside becomes one of no area on the edge; none is dropped.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised. Not changed.
 * @returns a new `[N, 4]`. N = 0 gives length 0.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError for a length that is no multiple of 4.
 */
export function clipBoxes(boxes: Float32Array): Float32Array {
  checkBoxes(boxes, 'boxes');
  const clipped = new Float32Array(boxes.length);
  for (let k = 0; k < boxes.length; k++) clipped[k] = Math.min(1, Math.max(0, boxes[k] as number));
  return clipped;
}
