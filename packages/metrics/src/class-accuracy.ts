import {ShapeError} from '@oid/core';

/**
 * The share of anchors whose predicted class is the target, background included. Most anchors are background, so the trivial level is high:
 * about 0.997 for the tutorial's network.
 *
 * @param predicted - `[N]`, classes, 0 for background.
 * @param target - `[N]`, likewise. Batches may be joined end to end.
 * @returns in [0, 1].
 * @throws ShapeError (`core/shape`) when lengths differ, or N = 0, where no share exists.
 */
export function classAccuracy(predicted: Int32Array, target: Int32Array): number {
  if (predicted.length !== target.length || target.length === 0) {
    throw new ShapeError('predicted', [predicted.length], `[${target.length}], as target, and not empty`);
  }
  let equal = 0;
  for (let i = 0; i < target.length; i++) if (predicted[i] === target[i]) equal++;
  return equal / target.length;
}
