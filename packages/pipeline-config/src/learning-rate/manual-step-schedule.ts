import type {ManualStepLearningRate} from '../generated/types.ts';
import {onSteps, resolveSchedule} from './schedule.ts';
import type {LearningRateSchedule} from './schedule.ts';

/**
 * The rate of the last entry whose step has come, the initial rate before the first. With `warmup` the rate moves there in a line from the
 * initial one.
 *
 * @throws {@link PipelineConfigError} when the schedule is empty, begins at 0, or does not rise.
 * @see Object Detection API, `learning_schedules.manual_stepping`.
 */
export function manualStepSchedule(config: ManualStepLearningRate): LearningRateSchedule {
  const {initial_learning_rate: initial, schedule, warmup} = resolveSchedule('ManualStepLearningRate', config);
  const entries = schedule.map(({step = 0, learning_rate}) => ({step, rate: learning_rate}));
  const [first] = entries;
  return onSteps((step) => {
    if (warmup && first !== undefined && step < first.step) return initial + ((first.rate - initial) * step) / first.step;
    return entries.findLast((entry) => step >= entry.step)?.rate ?? initial;
  });
}
