import {describe, expect, test} from 'vitest';
import {cosineDecaySchedule} from './cosine-decay-schedule.ts';
import {exponentialDecaySchedule} from './exponential-decay-schedule.ts';
import {learningRateSchedule, optimizerLearningRate} from './learning-rate-schedule.ts';
import {manualStepSchedule} from './manual-step-schedule.ts';

describe('learningRateSchedule', () => {
  test('fills in defaults', () => {
    expect(learningRateSchedule({constant_learning_rate: {}})(7)).toBe(Math.fround(0.002));
    expect(learningRateSchedule({constant_learning_rate: {learning_rate: 0.5}})(0)).toBe(0.5);
    expect(learningRateSchedule({exponential_decay_learning_rate: {}})(3999999)).toBe(Math.fround(0.002));
    expect(learningRateSchedule({cosine_decay_learning_rate: {}})(5000)).toBeCloseTo(0.0011, 9);
  });

  test('halves by exponential decay, on steps or smoothly', () => {
    const half = {initial_learning_rate: 1, decay_steps: 10, decay_factor: 0.5};
    expect([0, 9, 10, 25].map(exponentialDecaySchedule(half))).toEqual([1, 1, 0.5, 0.25]);
    expect(exponentialDecaySchedule({...half, staircase: false})(5)).toBeCloseTo(Math.SQRT1_2, 12);
    expect([0, 3, 4, 13, 14, 200].map(exponentialDecaySchedule({...half, burnin_steps: 4, min_learning_rate: 0.125}))).toEqual([
      1, 1, 1, 1, 0.5, 0.125,
    ]);
    expect([3, 4].map(exponentialDecaySchedule({...half, burnin_steps: 4, burnin_learning_rate: 0.25}))).toEqual([0.25, 1]);
  });

  test('steps by hand, with and without a warm-up', () => {
    const schedule = [
      {step: 4, learning_rate: 1},
      {step: 8, learning_rate: 0.25},
    ];
    expect([0, 3, 4, 7, 8, 99].map(manualStepSchedule({initial_learning_rate: 0.5, schedule}))).toEqual([0.5, 0.5, 1, 1, 0.25, 0.25]);
    expect([0, 1, 2, 4].map(manualStepSchedule({initial_learning_rate: 0.5, schedule, warmup: true}))).toEqual([0.5, 0.625, 0.75, 1]);
  });

  test('warms up, holds, falls along a cosine and ends at 0', () => {
    const config = {learning_rate_base: 1, total_steps: 100, warmup_learning_rate: 0.5, warmup_steps: 10, hold_base_rate_steps: 10};
    const rates = [0, 5, 10, 20, 60, 100, 101].map(cosineDecaySchedule(config));
    [0.5, 0.75, 1, 1, 0.5, 0, 0].forEach((rate, index) => expect(rates[index]).toBeCloseTo(rate, 12));
    expect(cosineDecaySchedule({...config, total_steps: 10})(10)).toBe(1);
  });

  test('refuses what is no schedule or no step', () => {
    expect(() => learningRateSchedule({})).toThrow('LearningRate: no schedule is set.');
    expect(() => learningRateSchedule({constant_learning_rate: {learning_rate: -1}})).toThrow(
      'constant_learning_rate.learning_rate: -1.0 is out',
    );
    expect(() => cosineDecaySchedule({total_steps: 5})).toThrow('warmup_steps: 10000 exceeds total_steps, which is 5.');
    const constant = learningRateSchedule({constant_learning_rate: {}});
    for (const step of [-1, 0.5, Number.NaN, Infinity]) expect(() => constant(step)).toThrow('Option step');
  });

  test('finds the rate of each optimizer', () => {
    const learning_rate = {constant_learning_rate: {learning_rate: 1}};
    for (const name of ['rms_prop_optimizer', 'momentum_optimizer', 'adam_optimizer']) {
      expect(optimizerLearningRate({[name]: {learning_rate}})).toEqual(learning_rate);
    }
    expect(optimizerLearningRate({})).toEqual({});
  });
});
