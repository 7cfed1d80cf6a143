import {checkFinite, ShapeError} from '@oid/core';

/**
 * Mean over all elements of `|predicted - target| * mask`: the tutorial's box error. Unmatched anchors add nothing to the sum yet count in
 * the mean, so the number depends on how many anchors are matched; compare it only between runs on the same data and anchors.
 *
 * @param predicted - `[N, 4]` box encodings.
 * @param target - `[N, 4]`, likewise.
 * @param mask - `[N, 4]`, 1 on the numbers of matched anchors, else 0.
 * @returns in the unit of the encodings, at least 0.
 * @throws ShapeError (`core/shape`) when lengths differ or are 0; {@link NotFiniteError} for a number that is NaN or infinite, masked or not.
 */
export function boxMeanAbsoluteError(predicted: Float32Array, target: Float32Array, mask: Float32Array): number {
  const length = target.length;
  if (predicted.length !== length || length === 0) {
    throw new ShapeError('predicted', [predicted.length], `[${length}], as target, and not empty`);
  }
  if (mask.length !== length) throw new ShapeError('mask', [mask.length], `[${length}], as target`);
  checkFinite(predicted, 'predicted');
  checkFinite(target, 'target');
  checkFinite(mask, 'mask');
  let sum = 0;
  for (let k = 0; k < length; k++) sum += Math.abs((predicted[k] as number) - (target[k] as number)) * (mask[k] as number);
  return sum / length;
}
