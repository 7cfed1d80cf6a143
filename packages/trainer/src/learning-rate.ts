import {checkRange} from '@oid/core';

/**
 * The learning rate of a step: a constant, or a function of the step (from 1) and of the progress before it, in [0, 1).
 *
 * Progress is the spent share of the budget that ends first: steps where `epochs` or `steps` is given, time where `minutes` is. The function must
 * depend on its arguments alone, or a resumed run will differ.
 */
export type LearningRate = number | ((step: number, progress: number) => number);

/** @throws `OptionError` unless the rate is finite and not negative. */
export function learningRateAt(learningRate: LearningRate, step: number, progress: number): number {
  const rate = typeof learningRate === 'number' ? learningRate : learningRate(step, progress);
  return checkRange('learningRate', rate, {min: 0, max: Number.MAX_VALUE});
}
