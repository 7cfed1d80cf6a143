import {checkRange} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';

/** Sizes of a tensor's axes, outermost first. */
export type Shape = readonly number[];

/**
 * Returns `shape` when all its sizes are known.
 *
 * @param option - the option's name, as the caller wrote it.
 * @throws {@link OptionError} if a size is no integer from 0.
 */
export function checkShape(option: string, shape: Shape): Shape {
  return shape.map((size, axis) => checkRange(`${option}[${axis}]`, size, {min: 0, integer: true}));
}

/** Number of elements; 1 for a scalar. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Whether two shapes are the same. */
export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Adds leading axes of size 1 until the shape has `rank` axes. */
export function padRank(shape: Shape, rank: number): Shape {
  return shape.length >= rank ? shape : [...Array.from({length: rank - shape.length}, () => 1), ...shape];
}

/** The shape that NumPy broadcasting gives; the shapes must be compatible. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const left = padRank(a, rank);
  const right = padRank(b, rank);
  return left.map((size, axis) => (size === 1 ? (right[axis] as number) : size));
}

/** Reorders a shape: axis i of the result is axis `order[i]` of `shape`. */
export function permuteShape(shape: Shape, order: readonly number[]): Shape {
  return order.map((axis) => shape[axis] as number);
}

/**
 * Sorted, non-negative axes; every axis when none are given.
 *
 * @throws TensorFlow.js's own error if an axis is outside `[-rank, rank)`.
 */
export function normalizeAxes(axes: number | readonly number[] | null | undefined, shape: Shape): readonly number[] {
  if (axes === null || axes === undefined) return shape.map((_, axis) => axis);
  return tf.util.parseAxisParam(typeof axes === 'number' ? axes : [...axes], [...shape]).sort((a, b) => a - b);
}
