import {applyOverrides, parsePipelineConfig, readyMadeConfig, withNumSteps} from '@oid/pipeline-config';
import {describe, expect, test} from 'vitest';
import {trainOptionsOf} from './training-config.ts';
import type {ConfiguredTrainOptions} from './training-config.ts';

const TOY = readyMadeConfig('toy-ssd', {numClasses: 2});
const COSINE =
  'train_config.optimizer.momentum_optimizer.learning_rate={ cosine_decay_learning_rate { learning_rate_base: 1 total_steps: 100 ' +
  'warmup_learning_rate: 0.5 warmup_steps: 10 } }';
const rateAt = ({learningRate}: ConfiguredTrainOptions, step: number, progress: number): number =>
  typeof learningRate === 'number' ? learningRate : learningRate(step, progress);

describe('trainOptionsOf', () => {
  test("takes the tutorial's recipe out of the ready-made config", () => {
    const options = trainOptionsOf(TOY);
    expect(options).toEqual({
      batchSize: 32,
      steps: undefined,
      learningRate: expect.any(Function) as unknown,
      momentum: 0,
      weightDecay: Math.fround(5e-4),
      lossWeights: {class: 1, box: 1},
      normalizeBy: 'anchors',
      lossOptions: {alpha: 0.25, gamma: 2, sigma: 1},
      horizontalFlip: false,
      fineTune: undefined,
    });
    expect(rateAt(options, 1, 0)).toBe(Math.fround(0.1));
  });

  test('follows what the config says instead', () => {
    const config = applyOverrides(TOY, [
      'train_config.batch_size=4',
      'train_config.num_steps=100',
      'train_config.optimizer.momentum_optimizer.momentum_optimizer_value=0.5',
      COSINE,
      'train_config.data_augmentation_options=[{ random_horizontal_flip {} }]',
      'toy_ssd.loss_normalization=MATCHES',
      'toy_ssd.localization_weight=2',
      'toy_ssd.focal_gamma=1',
    ]);
    const options = trainOptionsOf(config);
    expect(options).toMatchObject({batchSize: 4, steps: 100, momentum: 0.5, normalizeBy: 'matches', horizontalFlip: true});
    expect(options).toMatchObject({lossWeights: {class: 1, box: 2}, lossOptions: {gamma: 1}});
    // Step 1 is made after 0 updates. Half of the warm-up lies after 5.
    expect([1, 6, 11].map((step) => rateAt(options, step, 0.9))).toEqual([0.5, 0.75, 1]);
  });

  test.each([
    [['train_config.fine_tune_checkpoint_type=detection'], false],
    [['train_config.from_detection_checkpoint=true', 'train_config.load_all_detection_checkpoint_vars=true'], true],
  ])('takes a checkpoint to begin from: %j', (words, allVariables) => {
    const config = applyOverrides(TOY, ['train_config.fine_tune_checkpoint=a/model.ckpt-9', ...words]);
    expect(trainOptionsOf(config).fineTune).toEqual({checkpoint: 'a/model.ckpt-9', allVariables});
  });

  test('goes through the schedule once where it follows the budget, whatever that is', () => {
    const config = applyOverrides(TOY, [COSINE, 'train_config.num_steps=100']);
    const options = trainOptionsOf(config, {follow: 'progress'});
    expect(options.steps).toBeUndefined();
    expect([0, 0.05, 0.1, 0.55, 1].map((progress) => rateAt(options, 7, progress))).toEqual([
      0.5,
      0.75,
      1,
      expect.closeTo(0.5, 6),
      expect.closeTo(0, 3),
    ]);
    // As a run of so many steps in that time would have it.
    const steps = trainOptionsOf(withNumSteps(config, 1000));
    for (const share of [0, 0.03, 0.25, 0.5, 0.99]) {
      expect(rateAt(options, 1, share)).toBeCloseTo(rateAt(steps, 1000 * share + 1, 0), 1);
    }
  });

  test('takes a schedule of unknown length by the step', () => {
    const config = applyOverrides(TOY, [
      'train_config.optimizer.momentum_optimizer.learning_rate={ exponential_decay_learning_rate { initial_learning_rate: 1 decay_steps: 1 decay_factor: 0.5 } }',
    ]);
    expect(rateAt(trainOptionsOf(config, {follow: 'progress'}), 3, 0.5)).toBe(0.25);
  });

  test.each<[string, readonly string[], string, string]>([
    [
      'another optimizer',
      ['train_config.optimizer={ adam_optimizer {} use_moving_average: false }'],
      'unsupported',
      'train_config.optimizer: ',
    ],
    ['no optimizer', ['~train_config.optimizer'], 'value', 'train_config.optimizer: it is not set'],
    [
      'no learning rate',
      ['train_config.optimizer={ momentum_optimizer {} use_moving_average: false }'],
      'value',
      'momentum_optimizer.learning_rate: it is not set',
    ],
    ['no train_config', ['~train_config'], 'value', 'train_config: it is not set'],
    [
      'moving averages',
      ['~train_config.optimizer.use_moving_average'],
      'unsupported',
      'use_moving_average: true: the trainer cannot do that.',
    ],
    ['frozen variables', ['train_config.freeze_variables=["Body"]'], 'unsupported', 'train_config.freeze_variables: the trainer cannot'],
    ['clipped gradients', ['train_config.gradient_clipping_by_norm=10'], 'unsupported', 'Set it to 0.'],
    [
      'the checkpoint of a classifier',
      ['train_config.fine_tune_checkpoint=model.ckpt'],
      'unsupported',
      'fine_tune_checkpoint_type: it is "classification", by default too',
    ],
    ['quantization', ['graph_rewriter={ quantization {} }'], 'unsupported', 'graph_rewriter.quantization'],
    ['records in a fixed order', ['train_input_reader.shuffle=false'], 'unsupported', 'train_input_reader.shuffle: false'],
    [
      'other augmentation',
      ['train_config.data_augmentation_options=[{ random_horizontal_flip {} }, { ssd_random_crop {} }]'],
      'unsupported',
      'data_augmentation_options[1]: ssd_random_crop',
    ],
  ])('refuses %s by its path', (_, words, problem, message) => {
    expect(() => trainOptionsOf(applyOverrides(TOY, words), {source: 'mine.config'})).toThrowError(
      expect.objectContaining({code: `pipeline-config/${problem}`, message: expect.stringContaining(message) as unknown}),
    );
  });

  test('refuses a config of another model', () => {
    expect(() => trainOptionsOf(readyMadeConfig('faster-rcnn-resnet50', {numClasses: 2}))).toThrowError(
      expect.objectContaining({code: 'pipeline-config/model'}),
    );
    expect(() => trainOptionsOf(parsePipelineConfig(''))).toThrowError(expect.objectContaining({code: 'pipeline-config/model'}));
  });
});
