import {describe, expect, test} from 'vitest';
import {resolveTrainOptions, TRAIN_DEFAULTS} from './train-options.ts';
import type {TrainOptions} from './train-options.ts';

const required = {records: ['r'], runDirectory: 'run'};

describe('resolveTrainOptions', () => {
  test('fills in the tutorial’s recipe', () => {
    expect(resolveTrainOptions(required)).toMatchObject({...TRAIN_DEFAULTS, minutes: undefined, steps: undefined});
  });

  test('has no default number of epochs when minutes or steps are given', () => {
    expect(resolveTrainOptions({...required, minutes: 5})).toMatchObject({epochs: undefined, minutes: 5});
    expect(resolveTrainOptions({...required, steps: 5})).toMatchObject({epochs: undefined, steps: 5});
    expect(resolveTrainOptions({...required, minutes: 5, epochs: 2})).toMatchObject({epochs: 2, minutes: 5});
  });

  test.each<[keyof TrainOptions, Partial<TrainOptions>]>([
    ['batchSize', {batchSize: 0}],
    ['epochs', {epochs: 1.5}],
    ['steps', {steps: 0}],
    ['minutes', {minutes: NaN}],
    ['learningRate', {learningRate: -1}],
    ['momentum', {momentum: 1}],
    ['weightDecay', {weightDecay: NaN}],
    ['normalizeBy', {normalizeBy: 'boxes' as 'anchors'}],
    ['seed', {seed: 0.5}],
    ['cacheBytes', {cacheBytes: -1}],
    ['checkpointEverySeconds', {checkpointEverySeconds: -1}],
    ['keepCheckpoints', {keepCheckpoints: 0}],
  ])('refuses %s out of range', (option, options) => {
    expect(() => resolveTrainOptions({...required, ...options})).toThrowError(
      expect.objectContaining({code: 'core/option', detail: expect.objectContaining({option})}),
    );
  });
});
