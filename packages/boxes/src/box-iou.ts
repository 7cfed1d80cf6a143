import {areaAt} from './box-area.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';

/**
 * Intersection over union of one box of `a` with one box of `b`, in [0, 1]; 0 where they do not overlap, two boxes of no area included.
 *
 * Meant for inner loops: allocates nothing and does not check the whole arrays, yet a NaN or a row that is not there still throws.
 * A reversed box has no overlap with anything; `checkBoxes` finds those. Computed in double precision.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param i - row of `a`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @param j - row of `b`.
 * @throws {@link InvalidBoxError} if a coordinate is NaN or missing.
 */
export function boxIou(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const intersection = intersectionAt(a, i, b, j);
  const union = areaAt(a, i) + areaAt(b, j) - intersection;
  if (Number.isNaN(union)) throw badPair(a, i, b, j);
  return intersection > 0 ? intersection / union : 0;
}

/** Area that row i of `a` and row j of `b` share, unchecked; 0 where they do not meet. NaN on one axis may read as 0. */
export function intersectionAt(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const height = Math.min(a[4 * i + 2] as number, b[4 * j + 2] as number) - Math.max(a[4 * i] as number, b[4 * j] as number);
  if (height <= 0) return 0;
  const width = Math.min(a[4 * i + 3] as number, b[4 * j + 3] as number) - Math.max(a[4 * i + 1] as number, b[4 * j + 1] as number);
  return width <= 0 ? 0 : height * width;
}

/** The error for a pair of rows of which one is not finite. */
export function badPair(a: Float32Array, i: number, b: Float32Array, j: number): InvalidBoxError {
  const row = [...a.subarray(4 * i, 4 * i + 4)];
  const first = row.length < 4 || row.some((value) => !Number.isFinite(value));
  return new InvalidBoxError(first ? 'a' : 'b', first ? i : j, first ? row : [...b.subarray(4 * j, 4 * j + 4)], 'a row of finite numbers');
}
