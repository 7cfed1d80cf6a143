import {checkRange} from '@oid/core';
import type {LearningRate, Optimizer} from '../generated/types.ts';
import type {PipelineConfig} from '../pipeline-config.ts';
import {resolvePipelineConfig} from '../resolve-pipeline-config.ts';
import {optimizerLearningRate} from './learning-rate-schedule.ts';

/** The steps that a config's schedule is made for: `num_steps`, or the `total_steps` of a cosine; `undefined` where it says neither. */
export function scheduleLength(config: PipelineConfig): number | undefined {
  const {num_steps, optimizer} = resolvePipelineConfig(config).train_config ?? {num_steps: 0};
  if (num_steps > 0) return num_steps;
  return optimizer === undefined ? undefined : optimizerLearningRate(optimizer).cosine_decay_learning_rate?.total_steps;
}

/**
 * The config for a training of another length: `num_steps` is set, and each step count of the schedule is stretched or shrunk as `num_steps`
 * is, so that the rate at each share of the training stays. A schedule of unknown length ({@link scheduleLength}) stays as it is.
 *
 * @param numSteps - at least 1.
 * @returns a new config.
 * @throws OptionError for a number of steps that is none.
 */
export function withNumSteps(config: PipelineConfig, numSteps: number): PipelineConfig {
  checkRange('numSteps', numSteps, {min: 1, max: LARGEST_UINT32, integer: true});
  const length = scheduleLength(config);
  const optimizer = config.train_config?.optimizer;
  const scaled = optimizer === undefined || length === undefined ? {} : {optimizer: stretchOptimizer(config, numSteps / length)};
  return {...config, train_config: {...config.train_config, ...scaled, num_steps: numSteps}};
}

const LARGEST_UINT32 = 2 ** 32 - 1;

/** The optimizer as written, its learning rate with every default, so that they are stretched too. */
function stretchOptimizer(config: PipelineConfig, factor: number): Optimizer {
  const resolved = resolvePipelineConfig(config).train_config?.optimizer ?? {};
  const members = ['rms_prop_optimizer', 'momentum_optimizer', 'adam_optimizer'] as const;
  const changed = members.flatMap((name) => {
    const rate = (resolved as Optimizer<'resolved'>)[name]?.learning_rate;
    return rate === undefined ? [] : [[name, {...config.train_config?.optimizer?.[name], learning_rate: stretch(rate, factor)}] as const];
  });
  return {...config.train_config?.optimizer, ...Object.fromEntries(changed)};
}

function stretch(rate: LearningRate<'resolved'>, factor: number): LearningRate {
  const steps = (count: number, least: number): number => Math.min(LARGEST_UINT32, Math.max(least, Math.round(count * factor)));
  const {exponential_decay_learning_rate: exponential, manual_step_learning_rate: manual, cosine_decay_learning_rate: cosine} = rate;
  if (exponential !== undefined) {
    const {decay_steps, burnin_steps} = exponential;
    return {exponential_decay_learning_rate: {...exponential, decay_steps: steps(decay_steps, 1), burnin_steps: steps(burnin_steps, 0)}};
  }
  if (manual !== undefined) {
    let before = 0;
    const schedule = manual.schedule.map((entry) => ({...entry, step: (before = steps(entry.step ?? 0, before + 1))})); // steps must rise
    return {manual_step_learning_rate: {...manual, schedule}};
  }
  if (cosine === undefined) return rate;
  const total_steps = steps(cosine.total_steps, 1);
  const warmup_steps = Math.min(total_steps, steps(cosine.warmup_steps, 0));
  const hold_base_rate_steps = Math.min(total_steps - warmup_steps, steps(cosine.hold_base_rate_steps, 0));
  return {cosine_decay_learning_rate: {...cosine, total_steps, warmup_steps, hold_base_rate_steps}};
}
