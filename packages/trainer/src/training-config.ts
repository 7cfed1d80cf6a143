import {
  PipelineConfigError,
  learningRateSchedule,
  optimizerLearningRate,
  refuseSettings,
  requireModel,
  resolvePipelineConfig,
  scheduleLength,
} from '@oid/pipeline-config';
import type {PipelineConfig, TrainConfig} from '@oid/pipeline-config';
import type {LearningRate} from './learning-rate.ts';
import type {FineTune} from './node/fine-tune.ts';
import type {TrainOptions} from './train-options.ts';

/** What {@link trainOptionsOf} takes out of a config. */
export type ConfiguredTrainOptions = Required<
  Pick<TrainOptions, 'batchSize' | 'momentum' | 'weightDecay' | 'lossWeights' | 'normalizeBy'>
> &
  Required<Pick<TrainOptions, 'horizontalFlip' | 'lossOptions' | 'fineTune'>> & {steps: number | undefined; learningRate: LearningRate};

export type TrainOptionsOfOptions = {
  /**
   * What the learning rate follows. `steps`: the step, as the Object Detection API does. `progress`: the spent share of whatever budget the run
   * has, so that the schedule is gone through once in a given time; `num_steps` is then no limit. @default 'steps'
   */
  follow?: 'steps' | 'progress' | undefined;
  /** The config's name in messages. @default 'pipeline config' */
  source?: string | undefined;
};

/** The value that the trainer can do, of each setting that changes what a training comes to. */
const SUPPORTED = {
  'graph_rewriter.quantization': undefined,
  'train_config.add_regularization_loss': true,
  'train_config.bias_grad_multiplier': 0,
  'train_config.freeze_variables': [],
  'train_config.gradient_clipping_by_norm': 0,
  'train_config.merge_multiple_label_boxes': false,
  'train_config.optimizer.use_moving_average': false,
  'train_config.sync_replicas': false,
  'train_config.update_trainable_variables': [],
  'train_config.use_bfloat16': false,
  'train_config.use_multiclass_scores': false,
  'train_input_reader.num_epochs': 0,
  'train_input_reader.sample_1_of_n_examples': 1,
  'train_input_reader.shuffle': true,
} as const;

/**
 * The options of `train` that a config of ToySSD holds. Records, folder and seed are the caller's: a config names records by pattern (see
 * `recordPaths`) and has no seed.
 *
 * @throws PipelineConfigError of `@oid/pipeline-config`: `pipeline-config/model` for another model; `pipeline-config/value` without `train_config`,
 * optimizer or learning rate; `pipeline-config/unsupported` for what the trainer cannot do, such as another optimizer or augmentation, by path.
 */
export function trainOptionsOf(config: PipelineConfig, options: TrainOptionsOfOptions = {}): ConfiguredTrainOptions {
  const {follow = 'steps', source = 'pipeline config'} = options;
  requireModel(config, 'toy_ssd', {source});
  const {toy_ssd: model, train_config: train} = resolvePipelineConfig(config);
  if (model === undefined || train === undefined) throw missing('train_config', source);
  refuseSettings(config, SUPPORTED, {source, program: 'the trainer'});
  if (train.optimizer === undefined) throw missing('train_config.optimizer', source);
  const {momentum_optimizer: momentum} = train.optimizer;
  if (momentum === undefined) {
    const path = 'train_config.optimizer';
    const message = 'the trainer knows momentum_optimizer alone. Set it; momentum_optimizer_value: 0 is plain gradient descent.';
    throw new PipelineConfigError({problem: 'unsupported', source, path, message});
  }
  const rate = optimizerLearningRate(train.optimizer);
  if (Object.keys(rate).length === 0) throw missing('train_config.optimizer.momentum_optimizer.learning_rate', source);
  const schedule = learningRateSchedule(rate);
  const length = scheduleLength(config);
  return {
    batchSize: train.batch_size,
    steps: follow === 'progress' || train.num_steps === 0 ? undefined : train.num_steps,
    learningRate:
      follow === 'progress' && length !== undefined
        ? (_, progress) => schedule(Math.min(length - 1, Math.floor(progress * length)))
        : (step) => schedule(step - 1),
    momentum: momentum.momentum_optimizer_value,
    weightDecay: model.weight_decay,
    lossWeights: {class: model.classification_weight, box: model.localization_weight},
    normalizeBy: model.loss_normalization === 'MATCHES' ? 'matches' : 'anchors',
    lossOptions: {alpha: model.focal_alpha, gamma: model.focal_gamma, sigma: model.smooth_l1_sigma},
    horizontalFlip: mirrors(train.data_augmentation_options, source),
    fineTune: fineTuneOf(train, source),
  };
}

/** The checkpoint to begin from, as written: relative to whatever the caller's paths are. */
function fineTuneOf(train: TrainConfig<'resolved'>, source: string): FineTune | undefined {
  if (train.fine_tune_checkpoint === '') return undefined;
  const {fine_tune_checkpoint_type: given, from_detection_checkpoint} = train;
  const type = given === '' && !from_detection_checkpoint ? 'classification' : given;
  if (type === 'classification') {
    const path = 'train_config.fine_tune_checkpoint_type';
    const message = 'it is "classification", by default too, but ToySSD has no classifier to begin from. Set it to "detection".';
    throw new PipelineConfigError({problem: 'unsupported', source, path, message});
  }
  return {checkpoint: train.fine_tune_checkpoint, allVariables: train.load_all_detection_checkpoint_vars};
}

/** Whether pictures are mirrored, the one augmentation that the trainer knows. */
function mirrors(steps: readonly object[], source: string): boolean {
  for (const [index, step] of steps.entries()) {
    const [name = 'nothing'] = Object.keys(step);
    if (name === 'random_horizontal_flip' && index === 0) continue;
    const path = `train_config.data_augmentation_options[${index}]`;
    const message = `${name}: the trainer can mirror pictures, with one random_horizontal_flip, and nothing else. Delete it.`;
    throw new PipelineConfigError({problem: 'unsupported', source, path, message});
  }
  return steps.length > 0;
}

function missing(path: string, source: string): PipelineConfigError {
  return new PipelineConfigError({problem: 'value', source, path, message: 'it is not set, and training needs it. Set it.'});
}
