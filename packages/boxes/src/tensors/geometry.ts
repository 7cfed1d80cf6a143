import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {checkWindow, WHOLE_IMAGE} from '../box-window.ts';
import type {BoxWindow} from '../box-window.ts';
import type {ClipBoxesOptions} from '../clip-boxes.ts';
import {boxColumns, checkColumns} from './box-columns.ts';

/**
 * Area of each box.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns float32 `[N]`. The caller disposes it, as every tensor that this module returns.
 * @throws ShapeError for another shape. Values are not read, so that graphs stay on the device: NaN in, NaN out.
 */
export function boxArea(boxes: tf.Tensor2D): tf.Tensor1D {
  return tf.tidy(() => tf.reshape(areaColumn(boxes, 'boxes'), [-1]));
}

/**
 * Area that every box of `a` shares with every box of `b`.
 *
 * @param a - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - float32 `[M, 4]`.
 * @returns float32 `[N, M]`, at least 0.
 * @throws ShapeError for another shape.
 */
export function pairwiseIntersection(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [ymin, xmin, ymax, xmax] = boxColumns(a, 'a'); // [N, 1]
    const [top, left, bottom, right] = boxColumns(b, 'b').map((column) => tf.transpose(column)) as [
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
      tf.Tensor,
    ]; // [1, M]
    const height = tf.relu(tf.sub(tf.minimum(ymax, bottom), tf.maximum(ymin, top))); // [N, M]
    const width = tf.relu(tf.sub(tf.minimum(xmax, right), tf.maximum(xmin, left))); // [N, M]
    return tf.mul<tf.Tensor2D>(height, width); // [N, M]
  });
}

/**
 * Intersection over union, 0 where boxes do not overlap.
 *
 * @param a - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - float32 `[M, 4]`.
 * @returns float32 `[N, M]`, in [0, 1].
 * @throws ShapeError for another shape.
 */
export function pairwiseIou(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const intersection = pairwiseIntersection(a, b); // [N, M]
    const union = tf.sub(tf.add(areaColumn(a, 'a'), tf.transpose(areaColumn(b, 'b'))), intersection); // [N, M]
    return divideOrZero(intersection, union);
  });
}

/**
 * Intersection over the area of `b`, 0 where boxes do not overlap.
 *
 * @param a - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - float32 `[M, 4]`.
 * @returns float32 `[N, M]`, in [0, 1].
 * @throws ShapeError for another shape.
 */
export function pairwiseIoa(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const intersection = pairwiseIntersection(a, b); // [N, M]
    return divideOrZero(intersection, tf.add(tf.zerosLike(intersection), tf.transpose(areaColumn(b, 'b'))));
  });
}

/**
 * Cuts boxes to a window.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns float32 `[N, 4]`.
 * @throws ShapeError for another shape; OptionError for a bad window.
 */
export function clipBoxes(boxes: tf.Tensor2D, options: ClipBoxesOptions = {}): tf.Tensor2D {
  const [ymin, xmin, ymax, xmax] = checkWindow(options.window ?? WHOLE_IMAGE);
  return tf.tidy(() => {
    const [top, left, bottom, right] = boxColumns(boxes, 'boxes');
    const clip = (column: tf.Tensor2D, low: number, high: number): tf.Tensor2D => tf.clipByValue(column, low, high);
    return tf.concat([clip(top, ymin, ymax), clip(left, xmin, xmax), clip(bottom, ymin, ymax), clip(right, xmin, xmax)], 1);
  });
}

/**
 * Multiplies the y coordinates by one factor and the x coordinates by another.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns float32 `[N, 4]`.
 * @throws ShapeError for another shape; OptionError for a factor that is below 0 or not finite.
 */
export function scaleBoxes(boxes: tf.Tensor2D, factors: {height: number; width: number}): tf.Tensor2D {
  const y = checkRange('factors.height', factors.height, {min: 0, max: 3.4e38});
  const x = checkRange('factors.width', factors.width, {min: 0, max: 3.4e38});
  checkColumns(boxes, 'boxes', 4);
  return tf.tidy(() => tf.mul<tf.Tensor2D>(boxes, tf.tensor2d([y, x, y, x], [1, 4])));
}

/**
 * Mirrors boxes as a left-right flip of the image does.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised.
 * @returns float32 `[N, 4]`.
 * @throws ShapeError for another shape.
 */
export function flipBoxesHorizontally(boxes: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [ymin, xmin, ymax, xmax] = boxColumns(boxes, 'boxes');
    return tf.concat<tf.Tensor2D>([ymin, tf.sub(1, xmax), ymax, tf.sub(1, xmin)], 1);
  });
}

/**
 * Mirrors boxes as an upside-down flip of the image does.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised.
 * @returns float32 `[N, 4]`.
 * @throws ShapeError for another shape.
 */
export function flipBoxesVertically(boxes: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const [ymin, xmin, ymax, xmax] = boxColumns(boxes, 'boxes');
    return tf.concat<tf.Tensor2D>([tf.sub(1, ymax), xmin, tf.sub(1, ymin), xmax], 1);
  });
}

/**
 * Says boxes relative to a window.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param window - in the unit of the boxes, of some area.
 * @returns float32 `[N, 4]`.
 * @throws ShapeError for another shape; OptionError for a window without area.
 */
export function changeCoordinateFrame(boxes: tf.Tensor2D, window: BoxWindow): tf.Tensor2D {
  const [ymin, xmin, ymax, xmax] = checkWindow(window, true).map(Math.fround) as [number, number, number, number];
  checkColumns(boxes, 'boxes', 4);
  return tf.tidy(() => {
    const moved = tf.sub<tf.Tensor2D>(boxes, tf.tensor2d([ymin, xmin, ymin, xmin], [1, 4])); // [N, 4]
    return scaleBoxes(moved, {height: 1 / Math.fround(ymax - ymin), width: 1 / Math.fround(xmax - xmin)});
  });
}

/** `[N, 1]`. */
function areaColumn(boxes: tf.Tensor2D, argument: string): tf.Tensor2D {
  const [ymin, xmin, ymax, xmax] = boxColumns(boxes, argument);
  return tf.mul(tf.sub(ymax, ymin), tf.sub(xmax, xmin));
}

/** The quotient where the dividend is above 0, else 0, whatever the divisor. */
function divideOrZero(dividend: tf.Tensor2D, divisor: tf.Tensor): tf.Tensor2D {
  const isZero = tf.equal(dividend, 0); // [N, M]
  return tf.where(isZero, tf.zerosLike(dividend), tf.div(dividend, tf.where(isZero, tf.onesLike(dividend), divisor)));
}
