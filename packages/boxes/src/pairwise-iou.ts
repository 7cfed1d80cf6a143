import {ShapeError} from '@oid/core';
import {checkBoxes} from './check-boxes.ts';

/** Rounds to float32. Every step below is rounded, so that the results are the bits that TensorFlow and torchvision compute. */
const f = Math.fround;

/** One number from two rows. Both are boxes that have been checked. */
type Measure = (a: Float32Array, i: number, b: Float32Array, j: number) => number;

/**
 * Area that every box of `a` shares with every box of `b`, in float32.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @returns `[N, M]` flat, row-major, at least 0. N = 0 or M = 0 gives length 0.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError for a length that is no multiple of 4.
 * @see TensorFlow Object Detection API, `box_list_ops.intersection`.
 */
export function pairwiseIntersection(a: Float32Array, b: Float32Array): Float32Array {
  return pairwise(a, b, intersectionOf);
}

/**
 * Intersection over union of every box of `a` with every box of `b`, step by step in float32, as TensorFlow and torchvision compute it.
 * 0 where two boxes do not overlap, two boxes of no area included. N = 0 or M = 0 gives length 0.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @returns `[N, M]` flat, row-major, in [0, 1]: element `i * M + j` belongs to box i of `a` and box j of `b`.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError for a length that is no multiple of 4.
 * @see TensorFlow Object Detection API, `IouSimilarity`.
 */
export function pairwiseIou(a: Float32Array, b: Float32Array): Float32Array {
  return pairwise(a, b, iouOf);
}

/**
 * Intersection over the area of `b`: the share of every box of `b` that every box of `a` covers. Not symmetric. A box of no area counts as
 * not covered (0), where the reference divides 0 by 0.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @returns `[N, M]` flat, row-major, in [0, 1].
 * @throws as {@link pairwiseIou}.
 * @see TensorFlow Object Detection API, `IoaSimilarity`.
 */
export function pairwiseIoa(a: Float32Array, b: Float32Array): Float32Array {
  return pairwise(a, b, ioaOf);
}

/**
 * Minus the squared distance of the corners of every box of `a` to those of every box of `b`, taken as points in four dimensions.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @returns `[N, M]` flat, row-major, at most 0.
 * @throws as {@link pairwiseIou}.
 * @see TensorFlow Object Detection API, `NegSqDistSimilarity`.
 */
export function pairwiseNegativeSquaredDistance(a: Float32Array, b: Float32Array): Float32Array {
  return pairwise(a, b, negativeSquaredDistanceOf);
}

/**
 * Generalised IoU: IoU less the share of the smallest enclosing box that neither box fills. Two boxes of no area have -1 or more.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @returns `[N, M]` flat, row-major, in [-1, 1].
 * @throws as {@link pairwiseIou}.
 * @see Rezatofighi et al. 2019, arXiv:1902.09630; torchvision's `generalized_box_iou`.
 */
export function pairwiseGiou(a: Float32Array, b: Float32Array): Float32Array {
  return pairwise(a, b, giouOf);
}

/**
 * Distance IoU: IoU less the squared distance of the centres over the squared diagonal of the smallest enclosing box.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @returns `[N, M]` flat, row-major, in [-1, 1].
 * @throws as {@link pairwiseIou}.
 * @see Zheng et al. 2020, arXiv:1911.08287; torchvision's `distance_box_iou`.
 */
export function pairwiseDiou(a: Float32Array, b: Float32Array): Float32Array {
  return pairwise(a, b, diouOf);
}

/**
 * Intersection over union of box i of `a` with box i of `b`.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param b - `[N, 4]`, the same layout and unit.
 * @returns `[N]`, in [0, 1].
 * @throws as {@link pairwiseIou}; ShapeError when N differs.
 * @see TensorFlow Object Detection API, `box_list_ops.matched_iou`.
 */
export function matchedIou(a: Float32Array, b: Float32Array): Float32Array {
  checkBoxes(a, 'a');
  checkBoxes(b, 'b');
  if (a.length !== b.length) throw new ShapeError('b', [b.length / 4, 4], `[${a.length / 4}, 4], as a`);
  return Float32Array.from({length: a.length / 4}, (_, i) => iouOf(a, i, b, i));
}

function pairwise(a: Float32Array, b: Float32Array, measure: Measure): Float32Array {
  checkBoxes(a, 'a');
  checkBoxes(b, 'b');
  const rows = a.length / 4;
  const columns = b.length / 4;
  const result = new Float32Array(rows * columns);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[i * columns + j] = measure(a, i, b, j);
  }
  return result;
}

function areaOf(boxes: Float32Array, i: number): number {
  return f(side(boxes, i, 0) * side(boxes, i, 1));
}

/** Height (axis 0) or width (axis 1). */
function side(boxes: Float32Array, i: number, axis: 0 | 1): number {
  return f((boxes[4 * i + 2 + axis] as number) - (boxes[4 * i + axis] as number));
}

/** Length along one axis that two boxes share, below 0 where they are apart. */
function overlap(a: Float32Array, i: number, b: Float32Array, j: number, axis: 0 | 1): number {
  const end = Math.min(a[4 * i + 2 + axis] as number, b[4 * j + 2 + axis] as number);
  return f(end - Math.max(a[4 * i + axis] as number, b[4 * j + axis] as number));
}

/** Length along one axis of the smallest box around both. */
function hull(a: Float32Array, i: number, b: Float32Array, j: number, axis: 0 | 1): number {
  const end = Math.max(a[4 * i + 2 + axis] as number, b[4 * j + 2 + axis] as number);
  return f(end - Math.min(a[4 * i + axis] as number, b[4 * j + axis] as number));
}

function intersectionOf(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const height = overlap(a, i, b, j, 0);
  const width = overlap(a, i, b, j, 1);
  return height > 0 && width > 0 ? f(height * width) : 0;
}

function unionOf(a: Float32Array, i: number, b: Float32Array, j: number, intersection: number): number {
  return f(f(areaOf(a, i) + areaOf(b, j)) - intersection);
}

function iouOf(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const intersection = intersectionOf(a, i, b, j);
  return intersection > 0 ? f(intersection / unionOf(a, i, b, j, intersection)) : 0;
}

function ioaOf(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const intersection = intersectionOf(a, i, b, j);
  return intersection > 0 ? f(intersection / areaOf(b, j)) : 0;
}

function negativeSquaredDistanceOf(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let sum = 0;
  for (let c = 0; c < 4; c++) sum += ((a[4 * i + c] as number) - (b[4 * j + c] as number)) ** 2;
  return sum === 0 ? 0 : -sum;
}

function giouOf(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const around = f(hull(a, i, b, j, 0) * hull(a, i, b, j, 1));
  const iou = iouOf(a, i, b, j);
  return around > 0 ? iou - (around - unionOf(a, i, b, j, intersectionOf(a, i, b, j))) / around : iou;
}

function diouOf(a: Float32Array, i: number, b: Float32Array, j: number): number {
  let distance = 0;
  for (const axis of [0, 1]) {
    const [p, q] = [4 * i + axis, 4 * j + axis];
    distance += (((a[p] as number) + (a[p + 2] as number) - (b[q] as number) - (b[q + 2] as number)) / 2) ** 2;
  }
  const diagonal = hull(a, i, b, j, 0) ** 2 + hull(a, i, b, j, 1) ** 2;
  return diagonal > 0 ? iouOf(a, i, b, j) - distance / diagonal : iouOf(a, i, b, j);
}
