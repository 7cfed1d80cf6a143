import type {CosineDecayLearningRate} from '../generated/types.ts';
import {onSteps, resolveSchedule} from './schedule.ts';
import type {LearningRateSchedule} from './schedule.ts';

/**
 * A line from the warm-up rate to the base rate, the base rate held, then half a cosine to 0 at `total_steps`, and 0 after it.
 *
 * @throws {@link PipelineConfigError} when the warm-up is longer than the whole, or begins above the base rate.
 * @see Object Detection API, `learning_schedules.cosine_decay_with_warmup`; Loshchilov and Hutter 2016, SGDR, arXiv:1608.03983.
 */
export function cosineDecaySchedule(config: CosineDecayLearningRate): LearningRateSchedule {
  const resolved = resolveSchedule('CosineDecayLearningRate', config);
  const {learning_rate_base: base, total_steps: total, warmup_learning_rate: warmup, warmup_steps} = resolved;
  const start = warmup_steps + resolved.hold_base_rate_steps;
  return onSteps((step) => {
    if (step > total) return 0;
    if (step < warmup_steps) return warmup + ((base - warmup) * step) / warmup_steps;
    return step <= start ? base : 0.5 * base * (1 + Math.cos((Math.PI * (step - start)) / (total - start)));
  });
}
