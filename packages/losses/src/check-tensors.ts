import {ShapeError} from '@oid/core';
import type * as tf from '@tensorflow/tfjs-core';

/** Throws ShapeError unless the tensor has exactly this shape. */
export function checkShape(tensor: tf.Tensor, argument: string, shape: readonly number[], meaning: string): void {
  if (tensor.rank !== shape.length || shape.some((length, axis) => length !== tensor.shape[axis])) {
    throw new ShapeError(argument, tensor.shape, `[${shape.join(', ')}], ${meaning}`);
  }
}

/** Throws ShapeError unless predictions are `[B, N, C]` and targets are the same. Returns that shape. */
export function checkPredictions(predictions: tf.Tensor3D, targets: tf.Tensor3D, columns?: number): [number, number, number] {
  if (predictions.rank !== 3 || (columns !== undefined && predictions.shape[2] !== columns)) {
    throw new ShapeError('predictions', predictions.shape, `[B, N, ${columns ?? 'C'}]`);
  }
  checkShape(targets, 'targets', predictions.shape, 'as predictions');
  return predictions.shape;
}

/** Throws ShapeError unless class weights are `[B, N, K]` or `[B, N, 1]`. */
export function checkClassWeights(weights: tf.Tensor3D, [batch, anchors, classes]: readonly [number, number, number]): void {
  const columns = weights.shape[2];
  const fits = weights.rank === 3 && weights.shape[0] === batch && weights.shape[1] === anchors && (columns === 1 || columns === classes);
  if (!fits)
    throw new ShapeError(
      'weights',
      weights.shape,
      `[${batch}, ${anchors}, ${classes}] or [${batch}, ${anchors}, 1], one an anchor or class`,
    );
}
