import * as tf from '@tensorflow/tfjs-core';
import {boxColumns} from './box-columns.ts';
import {boxArea, pairwiseIntersection, pairwiseIou} from './geometry.ts';

/**
 * Generalised IoU: IoU less the share of the smallest enclosing box that neither box fills.
 *
 * @param a - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - float32 `[M, 4]`.
 * @returns float32 `[N, M]`, in [-1, 1] for boxes of some area.
 * @throws ShapeError for another shape.
 */
export function pairwiseGiou(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const {height, width} = hulls(a, b);
    const around = tf.mul<tf.Tensor2D>(height, width); // [N, M]
    const areas = tf.add(tf.expandDims(boxArea(a), 1), boxArea(b)); // [N, M]
    const empty = tf.sub(around, tf.sub(areas, pairwiseIntersection(a, b))); // [N, M]
    return tf.sub(pairwiseIou(a, b), tf.divNoNan(empty, around));
  });
}

/**
 * Distance IoU: IoU less the squared distance of the centres over the squared diagonal of the smallest enclosing box.
 *
 * @param a - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - float32 `[M, 4]`.
 * @returns float32 `[N, M]`, in [-1, 1].
 * @throws ShapeError for another shape.
 */
export function pairwiseDiou(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const {height, width} = hulls(a, b);
    const diagonal = tf.add(tf.square(height), tf.square(width)); // [N, M]
    const [[top, left, bottom, right], [y0, x0, y1, x1]] = [boxColumns(a, 'a'), rowsOf(b)];
    const y = tf.mul(tf.sub(tf.add(top, bottom), tf.add(y0, y1)), 0.5); // [N, M]
    const x = tf.mul(tf.sub(tf.add(left, right), tf.add(x0, x1)), 0.5); // [N, M]
    return tf.sub(pairwiseIou(a, b), tf.divNoNan(tf.add(tf.square(y), tf.square(x)), diagonal));
  });
}

/**
 * Minus the squared distance of the corners, taken as points in four dimensions.
 *
 * @param a - float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - float32 `[M, 4]`.
 * @returns float32 `[N, M]`, at most 0.
 * @throws ShapeError for another shape.
 */
export function pairwiseNegativeSquaredDistance(a: tf.Tensor2D, b: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const others = rowsOf(b);
    const squares = boxColumns(a, 'a').map((column, c) => tf.square(tf.sub(column, others[c] as tf.Tensor2D))); // each [N, M]
    return tf.neg(tf.addN(squares)) as tf.Tensor2D;
  });
}

type Rows = [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];

/** The four numbers of `b`, each `[1, M]`. */
function rowsOf(b: tf.Tensor2D): Rows {
  return boxColumns(b, 'b').map((column) => tf.transpose(column)) as Rows;
}

/** Sides of the smallest boxes around each pair, `[N, M]`. */
function hulls(a: tf.Tensor2D, b: tf.Tensor2D): {height: tf.Tensor2D; width: tf.Tensor2D} {
  const [[ymin, xmin, ymax, xmax], [top, left, bottom, right]] = [boxColumns(a, 'a'), rowsOf(b)];
  return {
    height: tf.sub(tf.maximum(ymax, bottom), tf.minimum(ymin, top)),
    width: tf.sub(tf.maximum(xmax, right), tf.minimum(xmin, left)),
  };
}
