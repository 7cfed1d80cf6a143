import {checkRange, ShapeError} from '@oid/core';
import type {PrecisionRecallCurve} from './precision-recall-curve.ts';

/**
 * Interpolated precision: the highest at each recall or above.
 *
 * @param curve - recall never falls, as {@link precisionRecallCurve} and the evaluators' `curve` have it.
 * @param recalls - `[R]`, in [0, 1], any order.
 * @returns `[R]`; 0 where a recall is not reached.
 * @throws ShapeError (`core/shape`) when the columns differ in length; OptionError (`core/option`) for a recall outside 0 to 1.
 * @see Everingham et al. 2010, §4.2.
 * @example
 * precisionAtRecall(precisionRecallCurve([0.9, 0.8, 0.7], [1, 0, 1], 2), [0.5, 1]); // [1, 2 / 3]
 */
export function precisionAtRecall(
  {precision, recall}: Pick<PrecisionRecallCurve, 'precision' | 'recall'>,
  recalls: ArrayLike<number>,
): Float64Array {
  if (precision.length !== recall.length)
    throw new ShapeError('curve.precision', [precision.length], `[${recall.length}], as curve.recall`);
  const best = precision.slice();
  for (let k = best.length - 2; k >= 0; k--) best[k] = Math.max(best[k] as number, best[k + 1] as number);
  return Float64Array.from(recalls, (wanted, index) => {
    checkRange(`recalls[${index}]`, wanted, {min: 0, max: 1});
    const first = recall.findIndex((reached) => reached >= wanted);
    return first === -1 ? 0 : (best[first] as number);
  });
}
