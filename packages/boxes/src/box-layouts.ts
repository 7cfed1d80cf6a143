import {checkBoxes, countBoxes} from './check-boxes.ts';

/**
 * COCO's `[x, y, width, height]` to `[ymin, xmin, ymax, xmax]`, in the same unit.
 *
 * @param rows - `[N, 4]`. N = 0 gives length 0.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or of a side below 0, named by its row in the result's layout.
 */
export function cocoXywhToYxyx(rows: Float32Array): Float32Array {
  return convert(rows, 'rows', (x, y, width, height) => [y, x, y + height, x + width]);
}

/** `[ymin, xmin, ymax, xmax]` to COCO's `[x, y, width, height]`. Inverse of {@link cocoXywhToYxyx}, and throws as it does. */
export function yxyxToCocoXywh(boxes: Float32Array): Float32Array {
  checkBoxes(boxes, 'boxes');
  return relayout(boxes, (ymin, xmin, ymax, xmax) => [xmin, ymin, xmax - xmin, ymax - ymin]);
}

/** `[xmin, ymin, xmax, ymax]`, torchvision's and PASCAL VOC's order, to `[ymin, xmin, ymax, xmax]`. Throws as {@link cocoXywhToYxyx}. */
export function xyxyToYxyx(rows: Float32Array): Float32Array {
  return convert(rows, 'rows', (xmin, ymin, xmax, ymax) => [ymin, xmin, ymax, xmax]);
}

/** `[ymin, xmin, ymax, xmax]` to `[xmin, ymin, xmax, ymax]`. Throws as {@link cocoXywhToYxyx}. */
export function yxyxToXyxy(boxes: Float32Array): Float32Array {
  checkBoxes(boxes, 'boxes');
  return relayout(boxes, (ymin, xmin, ymax, xmax) => [xmin, ymin, xmax, ymax]);
}

/** `[ycenter, xcenter, height, width]` to `[ymin, xmin, ymax, xmax]`. Throws as {@link cocoXywhToYxyx}. */
export function centerSizeToYxyx(rows: Float32Array): Float32Array {
  return convert(rows, 'rows', (y, x, height, width) => [y - height / 2, x - width / 2, y + height / 2, x + width / 2]);
}

/** `[ymin, xmin, ymax, xmax]` to `[ycenter, xcenter, height, width]`. Throws as {@link cocoXywhToYxyx}. */
export function yxyxToCenterSize(boxes: Float32Array): Float32Array {
  checkBoxes(boxes, 'boxes');
  return relayout(boxes, (ymin, xmin, ymax, xmax) => [(ymin + ymax) / 2, (xmin + xmax) / 2, ymax - ymin, xmax - xmin]);
}

type Relayout = (a: number, b: number, c: number, d: number) => readonly [number, number, number, number];

function convert(rows: Float32Array, argument: string, row: Relayout): Float32Array {
  countBoxes(rows, argument);
  const boxes = relayout(rows, row);
  checkBoxes(boxes, argument);
  return boxes;
}

function relayout(rows: Float32Array, row: Relayout): Float32Array {
  const result = new Float32Array(rows.length);
  for (let k = 0; k < rows.length; k += 4) {
    result.set(row(rows[k] as number, rows[k + 1] as number, rows[k + 2] as number, rows[k + 3] as number), k);
  }
  return result;
}
