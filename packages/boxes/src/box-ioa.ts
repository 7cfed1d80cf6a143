import {areaAt} from './box-area.ts';
import {badPair, intersectionAt} from './box-iou.ts';

/**
 * Intersection over area: the share of box j of `b` that box i of `a` covers, in [0, 1]; 0 for a `b` of no area. Not symmetric.
 * Open Images evaluation uses it with group boxes as `a` and detections as `b`. Like {@link boxIou} in cost and checks.
 *
 * @param a - `[N, 4]`, `[ymin, xmin, ymax, xmax]`.
 * @param i - row of `a`.
 * @param b - `[M, 4]`, the same layout and unit.
 * @param j - row of `b`.
 * @throws {@link InvalidBoxError} if a coordinate is NaN or missing.
 * @see TensorFlow Object Detection API, `IoaSimilarity`.
 */
export function boxIoa(a: Float32Array, i: number, b: Float32Array, j: number): number {
  const area = areaAt(b, j);
  if (Number.isNaN(area + areaAt(a, i))) throw badPair(a, i, b, j);
  const intersection = intersectionAt(a, i, b, j);
  return intersection > 0 ? intersection / area : 0;
}
