import {PipelineConfigError} from '../errors/pipeline-config-error.ts';
import type {LearningRate, Optimizer} from '../generated/types.ts';
import {cosineDecaySchedule} from './cosine-decay-schedule.ts';
import {exponentialDecaySchedule} from './exponential-decay-schedule.ts';
import {manualStepSchedule} from './manual-step-schedule.ts';
import {onSteps, resolveSchedule} from './schedule.ts';
import type {LearningRateSchedule} from './schedule.ts';

/**
 * The learning rate as a pure function of the step, whichever of the four schedules is set.
 *
 * @param learningRate - as written; defaults are filled in. Rates are float32 on the way in and float64 on the way out.
 * @throws {@link PipelineConfigError} when none is set, or for what the Object Detection API's builder refuses.
 */
export function learningRateSchedule(learningRate: LearningRate): LearningRateSchedule {
  const resolved = resolveSchedule('LearningRate', learningRate);
  const {constant_learning_rate: constant, exponential_decay_learning_rate: exponential} = resolved;
  const {manual_step_learning_rate: manual, cosine_decay_learning_rate: cosine} = resolved;
  if (constant !== undefined) return onSteps(() => constant.learning_rate);
  if (exponential !== undefined) return exponentialDecaySchedule(exponential);
  if (manual !== undefined) return manualStepSchedule(manual);
  if (cosine !== undefined) return cosineDecaySchedule(cosine);
  const message = 'no schedule is set. Give constant_learning_rate, exponential_decay_, manual_step_ or cosine_decay_learning_rate.';
  throw new PipelineConfigError({problem: 'value', source: 'LearningRate', path: '', message});
}

/** The learning rate of whichever optimizer is set; empty where none is. */
export function optimizerLearningRate(optimizer: Optimizer): LearningRate {
  const {rms_prop_optimizer: rmsProp, momentum_optimizer: momentum, adam_optimizer: adam} = optimizer;
  return (rmsProp ?? momentum ?? adam)?.learning_rate ?? {};
}
