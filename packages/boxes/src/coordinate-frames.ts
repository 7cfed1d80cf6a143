import {checkRange, OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {checkWindow} from './box-window.ts';
import type {BoxWindow} from './box-window.ts';
import {checkBoxes} from './check-boxes.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {scaleBoxes} from './scale-boxes.ts';

export type CoordinateRangeOptions = {
  /** Refuse boxes that are in the other unit already. @default true */
  checkRange?: boolean | undefined;
};

/** Absolute boxes reach beyond this somewhere. */
const LARGEST_NORMALIZED = 1.01;
/** Normalised boxes stay within this. */
const LARGEST_ACCEPTED = 1.1;

/**
 * Says boxes relative to a window: its upper left corner becomes (0, 0), its lower right (1, 1). What a crop of the image does to its boxes.
 * Does not clip.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`. Not changed.
 * @param window - in the unit of the boxes, of some area.
 * @returns a new `[N, 4]`, normalised to the window.
 * @throws {@link InvalidBoxError} for a bad box; OptionError for a window without area.
 * @see TensorFlow Object Detection API, `box_list_ops.change_coordinate_frame`.
 */
export function changeCoordinateFrame(boxes: Float32Array, window: BoxWindow): Float32Array {
  const [ymin, xmin, ymax, xmax] = checkWindow(window, true).map(Math.fround) as [number, number, number, number];
  checkBoxes(boxes, 'boxes');
  const moved = new Float32Array(boxes.length);
  for (let k = 0; k < boxes.length; k += 2) {
    moved[k] = (boxes[k] as number) - ymin;
    moved[k + 1] = (boxes[k + 1] as number) - xmin;
  }
  return scaleBoxes(moved, {height: 1 / Math.fround(ymax - ymin), width: 1 / Math.fround(xmax - xmin)});
}

/**
 * Takes boxes that are relative to a window back to the frame that the window is given in. Inverse of {@link changeCoordinateFrame}.
 *
 * @param boxes - `[N, 4]`, normalised to the window. Not changed.
 * @param window - of some area.
 * @returns a new `[N, 4]`, in the unit of the window.
 * @throws {@link InvalidBoxError} for a bad box; OptionError for a window without area.
 */
export function restoreCoordinateFrame(boxes: Float32Array, window: BoxWindow): Float32Array {
  const [ymin, xmin, ymax, xmax] = checkWindow(window, true);
  checkBoxes(boxes, 'boxes');
  const restored = new Float32Array(boxes.length);
  for (let k = 0; k < boxes.length; k += 2) {
    restored[k] = (boxes[k] as number) * (ymax - ymin) + ymin;
    restored[k + 1] = (boxes[k + 1] as number) * (xmax - xmin) + xmin;
  }
  return restored;
}

/**
 * Pixels to fractions of the image.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]` in pixels. Not changed.
 * @param size - of the image, each side above 0.
 * @returns a new `[N, 4]`, normalised.
 * @throws OptionError when no coordinate exceeds 1.01, so that the boxes seem normalised already (unless `checkRange` is false);
 * {@link InvalidBoxError} for a bad box.
 * @see TensorFlow Object Detection API, `box_list_ops.to_normalized_coordinates`.
 */
export function toNormalizedCoordinates(boxes: Float32Array, size: ImageSize, options: CoordinateRangeOptions = {}): Float32Array {
  const {height, width} = checkSize(size);
  if ((options.checkRange ?? true) && boxes.length > 0 && largest(boxes) <= LARGEST_NORMALIZED) {
    throw new OptionError(
      'boxes',
      `at most ${largest(boxes)}`,
      'in pixels, not normalised already; {checkRange: false} takes them as they are',
    );
  }
  return scaleBoxes(boxes, {height: 1 / height, width: 1 / width});
}

/**
 * Fractions of the image to pixels.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised. Not changed.
 * @param size - of the image, each side above 0.
 * @returns a new `[N, 4]`, in pixels, not rounded.
 * @throws {@link InvalidBoxError} for the first box with a coordinate above 1.1 (unless `checkRange` is false), and for a bad box.
 * @see TensorFlow Object Detection API, `box_list_ops.to_absolute_coordinates`.
 */
export function toAbsoluteCoordinates(boxes: Float32Array, size: ImageSize, options: CoordinateRangeOptions = {}): Float32Array {
  checkSize(size);
  if (options.checkRange ?? true) {
    const k = boxes.findIndex((value) => value > LARGEST_ACCEPTED);
    if (k !== -1) {
      const row = Math.floor(k / 4);
      throw new InvalidBoxError('boxes', row, [...boxes.subarray(4 * row, 4 * row + 4)], `normalised, at most ${LARGEST_ACCEPTED}`);
    }
  }
  return scaleBoxes(boxes, size);
}

function largest(boxes: Float32Array): number {
  return boxes.reduce((a, b) => Math.max(a, b), -Infinity);
}

function checkSize(size: ImageSize): ImageSize {
  checkRange('size.height', size.height, {min: Number.MIN_VALUE, max: 2 ** 31});
  checkRange('size.width', size.width, {min: Number.MIN_VALUE, max: 2 ** 31});
  return size;
}
