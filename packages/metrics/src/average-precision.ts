/**
 * Area under the interpolated precision-recall curve, over all points: precision is made non-increasing from the right, then summed over the
 * steps of recall. Not the 11-point method. Equal scores keep their order.
 *
 * @param scores - of the detections that count, any order.
 * @param labels - 1 where a detection is true, 0 where false, in the order of `scores`.
 * @param groundTruths - boxes to be found, at least 1.
 * @returns in [0, 1]; 0 without detections.
 * @see Everingham et al., The PASCAL Visual Object Classes Challenge 2012 development kit, `VOCevaldet`.
 */
export function averagePrecision(scores: readonly number[], labels: readonly number[], groundTruths: number): number {
  const order = Uint32Array.from(scores.keys()).sort((i, j) => (scores[j] as number) - (scores[i] as number) || i - j);
  const precisions = new Float64Array(order.length);
  let found = 0;
  for (let k = 0; k < order.length; k++) {
    found += labels[order[k] as number] as number;
    precisions[k] = found / (k + 1);
  }
  // From the right, so that the largest precision seen is the interpolated one. Recall steps by one truth at each true detection.
  let area = 0;
  let precision = 0;
  for (let k = order.length - 1; k >= 0; k--) {
    precision = Math.max(precision, precisions[k] as number);
    if (labels[order[k] as number] === 1) area += precision / groundTruths;
  }
  return area;
}
