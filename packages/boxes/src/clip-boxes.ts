import {checkWindow, WHOLE_IMAGE} from './box-window.ts';
import type {BoxWindow} from './box-window.ts';
import {checkBoxes} from './check-boxes.ts';

export type ClipBoxesOptions = {
  /** What the boxes are cut to, in their unit. @default [0, 0, 1, 1], the image */
  window?: BoxWindow | undefined;
};

/**
 * Cuts boxes to a window: every coordinate is clamped to it. A box wholly outside becomes one of no area on the edge; none is dropped.
 * For the reference's `filter_nonoverlapping`, gather the rows that {@link boxesOverlappingWindow} names first.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`. Not changed.
 * @returns a new `[N, 4]`. N = 0 gives length 0.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError for a length that is no multiple of 4; OptionError
 * for a window that is not finite or reversed.
 * @see TensorFlow Object Detection API, `box_list_ops.clip_to_window`.
 */
export function clipBoxes(boxes: Float32Array, options: ClipBoxesOptions = {}): Float32Array {
  const [ymin, xmin, ymax, xmax] = checkWindow(options.window ?? WHOLE_IMAGE);
  checkBoxes(boxes, 'boxes');
  const clipped = new Float32Array(boxes.length);
  for (let k = 0; k < boxes.length; k += 2) {
    clipped[k] = Math.max(ymin, Math.min(ymax, boxes[k] as number));
    clipped[k + 1] = Math.max(xmin, Math.min(xmax, boxes[k + 1] as number));
  }
  return clipped;
}
