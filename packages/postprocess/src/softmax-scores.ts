import {checkFinite, checkRange, ShapeError} from '@oid/core';
import {softmaxRow} from './convert-scores.ts';

/**
 * Softmax over each anchor's classes. The row's largest logit is subtracted first, so that no finite logit overflows. N = 0 gives length 0.
 *
 * @param classLogits - `[N, K + 1]`, column 0 is background. Not changed.
 * @param numClassesWithBackground - K + 1, at least 1.
 * @returns `[N, K + 1]`, each in [0, 1]; each row sums to 1.
 * @throws {@link NotFiniteError} for a logit that is NaN or infinite; ShapeError when the length is no multiple of K + 1; OptionError for a
 * column count below 1.
 */
export function softmaxScores(classLogits: Float32Array, numClassesWithBackground: number): Float32Array {
  const columns = checkRange('numClassesWithBackground', numClassesWithBackground, {min: 1, integer: true});
  if (classLogits.length % columns !== 0) throw new ShapeError('classLogits', [classLogits.length], `[N * ${columns}]`);
  checkFinite(classLogits, 'classLogits');
  const scores = new Float32Array(classLogits.length);
  const row = new Float64Array(columns);
  for (let start = 0; start < scores.length; start += columns) {
    for (let c = 0; c < columns; c++) row[c] = classLogits[start + c] as number;
    softmaxRow(row, 0);
    scores.set(row, start);
  }
  return scores;
}
