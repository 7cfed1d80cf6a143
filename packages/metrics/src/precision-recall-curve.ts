import {checkFinite, OptionError, ShapeError} from '@oid/core';
import {orderByScore} from './order-by-score.ts';

/** Precision and recall as detections are taken one by one, highest score first. */
export type PrecisionRecallCurve = {
  /** `[N]`, descending. */
  scores: Float64Array;
  /** `[N]`, the share of the detections so far that are true, not interpolated. */
  precision: Float64Array;
  /** `[N]`, the share of the truths found so far; never falls. */
  recall: Float64Array;
};

/**
 * The raw precision-recall curve. Equal scores keep their order.
 *
 * @param scores - `[N]`, of the detections that count, any order.
 * @param labels - `[N]`, 0 where a detection is false, else 1, or the weight of a group box that it finds.
 * @param groundTruths - boxes to be found, above 0; group boxes by weight.
 * @returns three columns of length N.
 * @throws ShapeError (`core/shape`) when lengths differ; NotFiniteError for a score or label that is NaN or infinite; OptionError
 * (`core/option`) for `groundTruths` that is not above 0.
 * @see TensorFlow Object Detection API, `metrics.compute_precision_recall`.
 */
export function precisionRecallCurve(scores: ArrayLike<number>, labels: ArrayLike<number>, groundTruths: number): PrecisionRecallCurve {
  if (labels.length !== scores.length) throw new ShapeError('labels', [labels.length], `[${scores.length}], as scores`);
  if (!(groundTruths > 0)) throw new OptionError('groundTruths', groundTruths, 'a number above 0');
  const count = scores.length;
  const values = Float64Array.from(scores);
  checkFinite(values, 'scores');
  checkFinite(Float64Array.from(labels), 'labels');
  const order = orderByScore(values);
  const curve = {scores: new Float64Array(count), precision: new Float64Array(count), recall: new Float64Array(count)};
  let found = 0;
  let mistakes = 0;
  for (let k = 0; k < count; k++) {
    const row = order[k] as number;
    const label = labels[row] as number;
    found += label;
    if (label <= 0) mistakes++;
    curve.scores[k] = values[row] as number;
    curve.precision[k] = found / (found + mistakes);
    curve.recall[k] = found / groundTruths;
  }
  return curve;
}
