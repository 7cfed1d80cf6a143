import {precisionRecallCurve} from './precision-recall-curve.ts';

/** How a precision-recall curve becomes one number: the area under it, as since VOC 2010, or the mean at recall 0, 0.1 … 1, as before. */
export type Interpolation = 'all-points' | 'eleven-points';

/**
 * One number for an interpolated precision-recall curve. Precision at a recall is the highest at that recall or above. All points: the
 * area under it, summed over the steps of recall. Eleven points: its mean at recall 0, 0.1 … 1, as multiples of 0.1 in float64, which a recall of
 * exactly 3/10 does not reach, as in `numpy.arange`. Equal scores keep their order.
 *
 * @param scores - of the detections that count, any order.
 * @param labels - in the order of `scores`: 0 where a detection is false, else 1, or the weight of a group box that it finds.
 * @param groundTruths - boxes to be found, above 0; group boxes by weight.
 * @returns in [0, 1]; 0 without detections.
 * @throws what `precisionRecallCurve` throws.
 * @see Everingham et al., The PASCAL Visual Object Classes Challenge 2012 development kit, `VOCevaldet`; and that of 2007 for eleven points.
 */
export function averagePrecision(
  scores: ArrayLike<number>,
  labels: ArrayLike<number>,
  groundTruths: number,
  interpolation: Interpolation = 'all-points',
): number {
  const {precision, recall} = precisionRecallCurve(scores, labels, groundTruths);
  if (interpolation === 'eleven-points') return elevenPoints(precision, recall);
  // From the right, so that the largest precision seen is the interpolated one.
  let area = 0;
  let best = 0;
  for (let k = recall.length - 1; k >= 0; k--) {
    best = Math.max(best, precision[k] as number);
    area += best * ((recall[k] as number) - (k === 0 ? 0 : (recall[k - 1] as number)));
  }
  return area;
}

function elevenPoints(precision: Float64Array, recall: Float64Array): number {
  let sum = 0;
  let best = 0;
  for (let k = recall.length - 1, level = 10; level >= 0; level--) {
    for (; k >= 0 && (recall[k] as number) >= level * 0.1; k--) best = Math.max(best, precision[k] as number);
    sum += best;
  }
  return sum / 11;
}
