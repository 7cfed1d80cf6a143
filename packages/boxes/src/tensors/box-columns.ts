import {ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';

/** `[N, 1]` columns ymin, xmin, ymax and xmax of boxes. Call within `tf.tidy`. */
export type BoxColumns = [ymin: tf.Tensor2D, xmin: tf.Tensor2D, ymax: tf.Tensor2D, xmax: tf.Tensor2D];

/** Splits `[N, 4]`. Throws ShapeError for any other shape. */
export function boxColumns(boxes: tf.Tensor2D, argument: string): BoxColumns {
  checkColumns(boxes, argument, 4);
  const column = (c: number): tf.Tensor2D => tf.slice(boxes, [0, c], [-1, 1]); // [N, 1]
  return [column(0), column(1), column(2), column(3)];
}

/** Throws ShapeError unless a tensor is `[N, columns]`. */
export function checkColumns(tensor: tf.Tensor2D, argument: string, columns: number): void {
  if (tensor.rank !== 2 || tensor.shape[1] !== columns) throw new ShapeError(argument, tensor.shape, `[N, ${columns}]`);
}

/** Throws ShapeError unless two tensors have the same number of rows. */
export function checkSameRows(tensor: tf.Tensor2D, argument: string, other: tf.Tensor2D, otherArgument: string): void {
  if (tensor.shape[0] !== other.shape[0]) throw new ShapeError(argument, tensor.shape, `[${other.shape[0]}, …], as ${otherArgument}`);
}
