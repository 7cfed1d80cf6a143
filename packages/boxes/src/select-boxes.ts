import {checkRange, OptionError} from '@oid/core';
import {areaAt} from './box-area.ts';
import {intersectionAt} from './box-iou.ts';
import {checkWindow} from './box-window.ts';
import type {BoxWindow} from './box-window.ts';
import {checkBoxes, countBoxes} from './check-boxes.ts';

/**
 * The rows named by `indices`, in their order. Use it on the boxes after one of the functions that choose rows.
 *
 * @param boxes - `[N, 4]`.
 * @param indices - rows from 0 to N - 1, repeats allowed. None gives length 0.
 * @returns a new `[indices.length, 4]`.
 * @throws OptionError for a row that does not exist; ShapeError for a length that is no multiple of 4.
 */
export function gatherBoxes(boxes: Float32Array, indices: ArrayLike<number>): Float32Array {
  const count = countBoxes(boxes, 'boxes');
  const gathered = new Float32Array(4 * indices.length);
  for (let k = 0; k < indices.length; k++) {
    const row = indices[k] as number;
    if (!(row >= 0 && row < count && Number.isInteger(row))) throw new OptionError(`indices[${k}]`, row, `a row from 0 to ${count - 1}`);
    for (let c = 0; c < 4; c++) gathered[4 * k + c] = boxes[4 * row + c] as number;
  }
  return gathered;
}

/**
 * Rows of boxes that lie wholly inside a window, edges included.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param window - in the unit of the boxes.
 * @returns ascending rows; pass them to {@link gatherBoxes}.
 * @throws {@link InvalidBoxError} for a bad box; OptionError for a bad window.
 * @see TensorFlow Object Detection API, `box_list_ops.prune_outside_window`.
 */
export function boxesInsideWindow(boxes: Float32Array, window: BoxWindow): Int32Array {
  const [ymin, xmin, ymax, xmax] = checkWindow(window);
  return chooseRows(boxes, (y0, x0, y1, x1) => y0 >= ymin && x0 >= xmin && y1 <= ymax && x1 <= xmax);
}

/**
 * Rows of boxes that reach into a window; one that only touches its edge does not.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param window - in the unit of the boxes.
 * @returns ascending rows.
 * @throws {@link InvalidBoxError} for a bad box; OptionError for a bad window.
 * @see TensorFlow Object Detection API, `box_list_ops.prune_completely_outside_window`.
 */
export function boxesOverlappingWindow(boxes: Float32Array, window: BoxWindow): Int32Array {
  const [ymin, xmin, ymax, xmax] = checkWindow(window);
  return chooseRows(boxes, (y0, x0, y1, x1) => y0 < ymax && x0 < xmax && y1 > ymin && x1 > xmin);
}

/**
 * Rows of boxes whose height and width are both at least `minSide`, compared in float32.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param minSide - in the unit of the boxes, at least 0.
 * @returns ascending rows.
 * @throws {@link InvalidBoxError} for a bad box; OptionError for a bad `minSide`.
 * @see TensorFlow Object Detection API, `box_list_ops.prune_small_boxes`.
 */
export function boxesOfMinSide(boxes: Float32Array, minSide: number): Int32Array {
  const least = Math.fround(checkRange('minSide', minSide, {min: 0}));
  return chooseRows(boxes, (y0, x0, y1, x1) => Math.fround(y1 - y0) >= least && Math.fround(x1 - x0) >= least);
}

/**
 * Rows of boxes of which at least the share `minOverlap` is covered by one of the others. A box of no area counts as not covered at all.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param others - `[M, 4]`, the same layout and unit. M = 0 covers nothing.
 * @param minOverlap - in [0, 1].
 * @returns ascending rows.
 * @throws {@link InvalidBoxError} for a bad box; OptionError for a bad `minOverlap`.
 * @see TensorFlow Object Detection API, `box_list_ops.prune_non_overlapping_boxes`.
 */
export function boxesCoveredBy(boxes: Float32Array, others: Float32Array, minOverlap: number): Int32Array {
  const least = checkRange('minOverlap', minOverlap, {min: 0, max: 1});
  checkBoxes(others, 'others');
  let row = 0;
  return chooseRows(boxes, () => {
    const area = areaAt(boxes, row);
    let best = others.length === 0 ? -1 : 0;
    for (let j = 0; j < others.length / 4; j++) {
      const shared = intersectionAt(others, j, boxes, row);
      if (shared > 0) best = Math.max(best, shared / area);
    }
    row += 1;
    return best >= least;
  });
}

function chooseRows(boxes: Float32Array, keeps: (y0: number, x0: number, y1: number, x1: number) => boolean): Int32Array {
  checkBoxes(boxes, 'boxes');
  const rows: number[] = [];
  for (let k = 0; k < boxes.length; k += 4) {
    if (keeps(boxes[k] as number, boxes[k + 1] as number, boxes[k + 2] as number, boxes[k + 3] as number)) rows.push(k / 4);
  }
  return Int32Array.from(rows);
}
