import type {ExponentialDecayLearningRate} from '../generated/types.ts';
import {onSteps, resolveSchedule} from './schedule.ts';
import type {LearningRateSchedule} from './schedule.ts';

/**
 * `initial · factor^((step - burnin_steps) / decay_steps)`, the exponent rounded down with `staircase`; during the burn-in the burn-in rate,
 * or the initial one where that is 0. Never below `min_learning_rate`.
 *
 * @throws {@link PipelineConfigError} when a field is out of range.
 * @see Object Detection API, `learning_schedules.exponential_decay_with_burnin`.
 */
export function exponentialDecaySchedule(config: ExponentialDecayLearningRate): LearningRateSchedule {
  const resolved = resolveSchedule('ExponentialDecayLearningRate', config);
  const {initial_learning_rate: initial, decay_steps, decay_factor, staircase, burnin_steps, burnin_learning_rate} = resolved;
  const burnin = burnin_learning_rate === 0 ? initial : burnin_learning_rate;
  return onSteps((step) => {
    const exponent = (step - burnin_steps) / decay_steps;
    const rate = step < burnin_steps ? burnin : initial * decay_factor ** (staircase ? Math.floor(exponent) : exponent);
    return Math.max(rate, resolved.min_learning_rate);
  });
}
