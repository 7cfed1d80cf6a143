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

export type CosineDecayOptions = {
  /** Share of the budget spent rising from 0 to the peak, in [0, 1). @default 0.03 */
  warmup?: number | undefined;
  /** The rate at the end as a share of the peak, in [0, 1]. @default 0 */
  floor?: number | undefined;
};
export const COSINE_DECAY_DEFAULTS: Readonly<{warmup: number; floor: number}> = {warmup: 0.03, floor: 0};

/**
 * A linear rise to `peak`, then half a cosine down. Works for both budgets, since it looks at progress alone.
 *
 * @see Loshchilov and Hutter 2017, SGDR, arXiv:1608.03983, eq. 5 with a single period.
 */
export function cosineDecay(peak: number, options: CosineDecayOptions = {}): (step: number, progress: number) => number {
  checkRange('peak', peak, {min: 0, max: Number.MAX_VALUE});
  const warmup = checkRange('warmup', options.warmup ?? COSINE_DECAY_DEFAULTS.warmup, {min: 0, max: 0.999});
  const floor = checkRange('floor', options.floor ?? COSINE_DECAY_DEFAULTS.floor, {min: 0, max: 1});
  return (step, progress) => {
    // A very first step at rate 0 would be wasted: its rate is that of a hundredth of the rise.
    if (progress < warmup) return peak * Math.max(progress / warmup, step === 1 ? 0.01 : 0);
    const angle = (Math.PI * (progress - warmup)) / (1 - warmup);
    return peak * (floor + ((1 - floor) * (1 + Math.cos(angle))) / 2);
  };
}
