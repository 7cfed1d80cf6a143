import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checkPipelineConfig} from '../check-pipeline-config.ts';
import type {LearningRate} from '../generated/types.ts';
import {parsePipelineConfig} from '../parse-pipeline-config.ts';
import type {PipelineConfig} from '../pipeline-config.ts';
import {learningRateSchedule} from './learning-rate-schedule.ts';
import {scheduleLength, withNumSteps} from './with-num-steps.ts';

const configOf = (learning_rate: LearningRate, num_steps?: number): PipelineConfig => ({
  train_config: {...(num_steps === undefined ? {} : {num_steps}), batch_size: 4, optimizer: {momentum_optimizer: {learning_rate}}},
});
const rateOf = (config: PipelineConfig): ((step: number) => number) =>
  learningRateSchedule(config.train_config?.optimizer?.momentum_optimizer?.learning_rate ?? {});

const COSINE = {cosine_decay_learning_rate: {learning_rate_base: 1, total_steps: 1000, warmup_learning_rate: 0.5, warmup_steps: 100}};
const MANUAL = {
  manual_step_learning_rate: {
    initial_learning_rate: 1,
    schedule: [
      {step: 400, learning_rate: 0.5},
      {step: 800, learning_rate: 0.25},
    ],
  },
};
const EXPONENTIAL = {exponential_decay_learning_rate: {initial_learning_rate: 1, decay_steps: 100, decay_factor: 0.5, staircase: false}};

describe('withNumSteps', () => {
  test.each([
    ['cosine', COSINE],
    ['manual steps', MANUAL],
    ['exponential', EXPONENTIAL],
  ])('keeps the rate at each share of the training: %s', (_, learningRate) => {
    const before = configOf(learningRate, 1000);
    const after = withNumSteps(before, 250);
    expect(after.train_config).toMatchObject({num_steps: 250, batch_size: 4});
    for (const step of [0, 10, 25, 50, 99, 100, 150, 200, 249]) expect(rateOf(after)(step)).toBeCloseTo(rateOf(before)(4 * step), 12);
    expect(before).toEqual(configOf(learningRate, 1000));
  });

  test('takes the length of a cosine where num_steps says none, and leaves a schedule of unknown length alone', () => {
    expect(scheduleLength(configOf(COSINE))).toBe(1000);
    expect(withNumSteps(configOf(COSINE), 500).train_config?.optimizer?.momentum_optimizer?.learning_rate).toMatchObject({
      cosine_decay_learning_rate: {total_steps: 500, warmup_steps: 50},
    });
    expect(scheduleLength(configOf(EXPONENTIAL))).toBeUndefined();
    expect(withNumSteps(configOf(EXPONENTIAL), 500)).toEqual(configOf(EXPONENTIAL, 500));
    expect(scheduleLength({})).toBeUndefined();
    expect(withNumSteps({}, 5)).toEqual({train_config: {num_steps: 5}});
  });

  test('stretches defaults, too', () => {
    const config = parsePipelineConfig(
      'train_config { num_steps: 8000000 optimizer { adam_optimizer { learning_rate { cosine_decay_learning_rate {} } } } }',
    );
    expect(withNumSteps(config, 4000).train_config?.optimizer?.adam_optimizer?.learning_rate?.cosine_decay_learning_rate).toMatchObject({
      total_steps: 2000,
      warmup_steps: 5,
      hold_base_rate_steps: 0,
    });
  });

  test('always gives a schedule that the check lets through', () => {
    const steps = fc.integer({min: 1, max: 2000});
    fc.assert(
      fc.property(
        steps,
        fc.integer({min: 1, max: 5000}),
        fc.uniqueArray(steps, {minLength: 1, maxLength: 6}),
        (length, wanted, boundaries) => {
          const schedule = [...boundaries].sort((a, b) => a - b).map((step) => ({step, learning_rate: 0.5}));
          expect(() => checkPipelineConfig(withNumSteps(configOf({manual_step_learning_rate: {schedule}}, length), wanted))).not.toThrow();
          const cosine = {learning_rate_base: 1, warmup_learning_rate: 0, total_steps: length, warmup_steps: Math.floor(length / 2)};
          expect(() => checkPipelineConfig(withNumSteps(configOf({cosine_decay_learning_rate: cosine}, length), wanted))).not.toThrow();
        },
      ),
    );
  });

  test('refuses a number of steps that is none', () => {
    for (const steps of [0, -1, 1.5, NaN]) expect(() => withNumSteps({}, steps)).toThrow('Option numSteps');
  });
});
