import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {checkWindow} from '../box-window.ts';
import type {BoxWindow} from '../box-window.ts';
import {boxColumns} from './box-columns.ts';

/**
 * Which boxes lie wholly inside a window, edges included: a mask, since a graph keeps its shapes.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns bool `[N]`. The caller disposes it.
 * @throws ShapeError for another shape; OptionError for a bad window.
 */
export function boxesInsideWindow(boxes: tf.Tensor2D, window: BoxWindow): tf.Tensor1D {
  const [top, left, bottom, right] = checkWindow(window);
  return tf.tidy(() => {
    const [ymin, xmin, ymax, xmax] = boxColumns(boxes, 'boxes');
    return all([tf.greaterEqual(ymin, top), tf.greaterEqual(xmin, left), tf.lessEqual(ymax, bottom), tf.lessEqual(xmax, right)]);
  });
}

/**
 * Which boxes reach into a window; one that only touches its edge does not.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns bool `[N]`. The caller disposes it.
 * @throws ShapeError for another shape; OptionError for a bad window.
 */
export function boxesOverlappingWindow(boxes: tf.Tensor2D, window: BoxWindow): tf.Tensor1D {
  const [top, left, bottom, right] = checkWindow(window);
  return tf.tidy(() => {
    const [ymin, xmin, ymax, xmax] = boxColumns(boxes, 'boxes');
    return all([tf.less(ymin, bottom), tf.less(xmin, right), tf.greater(ymax, top), tf.greater(xmax, left)]);
  });
}

/**
 * Which boxes have a height and a width of at least `minSide`.
 *
 * @param boxes - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @returns bool `[N]`. The caller disposes it.
 * @throws ShapeError for another shape; OptionError for a bad `minSide`.
 */
export function boxesOfMinSide(boxes: tf.Tensor2D, minSide: number): tf.Tensor1D {
  checkRange('minSide', minSide, {min: 0});
  return tf.tidy(() => {
    const [ymin, xmin, ymax, xmax] = boxColumns(boxes, 'boxes');
    return all([tf.greaterEqual(tf.sub(ymax, ymin), minSide), tf.greaterEqual(tf.sub(xmax, xmin), minSide)]);
  });
}

/** Where every one of some `[N, 1]` masks holds, `[N]`. */
function all(masks: tf.Tensor[]): tf.Tensor1D {
  return tf.reshape(tf.all(tf.concat(masks, 1), 1), [-1]);
}
