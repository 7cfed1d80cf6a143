import {relative} from 'node:path';
import {applyOverrides, readyMadeConfig, resolvePipelineConfig, withNumSteps} from '@oid/pipeline-config';
import type {PipelineConfig} from '@oid/pipeline-config';
import {readPipelineConfig, trainOptionsOf} from '@oid/trainer';
import {ClassCountError} from './errors/class-count-error.ts';
import type {FlowOptions} from './options.ts';

/** What the config of a run has to say of the data. */
export type RunData = {numClasses: number; trainRecords: readonly string[]; evalRecords: readonly string[]};

/** The config of a run, before its data are there. */
export type RunConfig = {
  /** Longer side of what the network sees, in pixels. */
  inputSize: number;
  /**
   * The whole config: record paths, relative to `out`, and the number of classes are filled in, and `--set` has the last word.
   *
   * @throws PipelineConfigError; ClassCountError when the config is for another number of classes than were selected.
   */
  withData: (out: string, data: RunData) => PipelineConfig;
};

/** The flow's own recipe, where it is not asked for another: small pictures, so that minutes are enough. */
const RECIPE = {inputSize: 96, batch: 8, learningRate: 0.003} as const;

/** Steps that the recipe's schedule is written for; a run of another length stretches it. */
const NOMINAL_STEPS = 10_000;

/**
 * Reads the config of `--config`, or makes one of the flow's recipe with `--input-size`, `--batch` and `--learning-rate`; changes it as `--set` says.
 *
 * @throws PipelineConfigError for what is malformed, of another model, or more than the trainer can do: before anything is downloaded.
 */
export async function readRunConfig(options: FlowOptions): Promise<RunConfig> {
  const base = options.config === undefined ? recipe(options) : await readPipelineConfig(options.config);
  const early = applyOverrides(base, options.set);
  trainOptionsOf(early, {source: options.config});
  const {height, width} = resolvePipelineConfig(early).toy_ssd?.image_resizer?.fixed_shape_resizer ?? {height: 1, width: 1};
  const withData = (out: string, {numClasses, trainRecords, evalRecords}: RunData): PipelineConfig => {
    const config = applyOverrides(base, [
      'train_input_reader.label_map_path=label_map.pbtxt',
      `train_input_reader.tf_record_input_reader={ ${inputPaths(out, trainRecords)} }`,
      `eval_input_reader=[{ label_map_path: "label_map.pbtxt" shuffle: false num_readers: 1 tf_record_input_reader { ${inputPaths(out, evalRecords)} } }]`,
      ...(base.toy_ssd?.num_classes === undefined ? [`toy_ssd.num_classes=${numClasses}`] : []),
      ...options.set,
    ]);
    const found = config.toy_ssd?.num_classes ?? numClasses;
    if (found !== numClasses) throw new ClassCountError({config: options.config ?? '--set', found, selected: numClasses});
    return config;
  };
  return {inputSize: Math.max(height, width), withData};
}

/** How long a run is. */
export type RunBudget = {
  /** With the number of steps, where that is known beforehand. */
  config: PipelineConfig;
  minutes: number | undefined;
};

/** `--epochs` and `--minutes`, or else the config's `num_steps`, or else `defaultMinutes`. */
export function budgetOf(config: PipelineConfig, options: FlowOptions, records: number): RunBudget {
  const {batch_size = 1, num_steps = 0} = resolvePipelineConfig(config).train_config ?? {};
  const {epochs, minutes} = options;
  if (epochs !== undefined)
    return {config: withNumSteps(config, Math.ceil((epochs * records) / Math.min(batch_size, records))), minutes: undefined};
  if (minutes !== undefined || num_steps === 0) return {config, minutes: minutes ?? options.defaultMinutes};
  return {config, minutes: undefined};
}

/** ToySSD, the number of classes left open. */
function recipe(options: FlowOptions): PipelineConfig {
  const {inputSize = RECIPE.inputSize, batch = RECIPE.batch, learningRate = RECIPE.learningRate} = options;
  return applyOverrides(readyMadeConfig('toy-ssd', {numClasses: 1}), [
    '~toy_ssd.num_classes',
    `train_config.batch_size=${batch}`,
    `train_config.optimizer={ momentum_optimizer { momentum_optimizer_value: 0.9 learning_rate { cosine_decay_learning_rate {
      learning_rate_base: ${learningRate} total_steps: ${NOMINAL_STEPS}
      warmup_learning_rate: ${learningRate / 100} warmup_steps: ${0.03 * NOMINAL_STEPS}
    } } } use_moving_average: false }`,
    'train_config.data_augmentation_options=[{ random_horizontal_flip {} }]',
    `toy_ssd.image_resizer={ fixed_shape_resizer { height: ${inputSize} width: ${inputSize} } }`,
    'toy_ssd.loss_normalization=MATCHES',
    'toy_ssd.foreground_prior=0.01',
    'toy_ssd.suppress_across_classes=false',
    'toy_ssd.clip_boxes=true',
    'eval_config.metrics_set=["oid_V2_detection_metrics", "coco_detection_metrics"]',
  ]);
}

/** `input_path` of record files, by pattern where there are several shards. */
function inputPaths(out: string, files: readonly string[]): string {
  const patterns = new Set(
    files.map((file) =>
      relative(out, file)
        .replaceAll('\\', '/')
        .replace(/-\d{5}-of-(\d{5})$/, '-?????-of-$1'),
    ),
  );
  return [...patterns].map((pattern) => `input_path: ${JSON.stringify(pattern)}`).join(' ');
}
