import type {EvalConfig, Hyperparams, ImageResizer, InputReader, PreprocessingStep} from '../generated/types.ts';

/** What differs from one use of a ready-made config to the next. */
export type ReadyMadeOptions = {
  /** Classes without background. */
  numClasses: number;
  /** Records to train on, as `tf_record_input_reader.input_path`. @default ['records/train-?????-of-00010'] */
  trainRecords?: readonly string[] | undefined;
  /** Records to evaluate on. @default ['records/validation-?????-of-00010'] */
  evalRecords?: readonly string[] | undefined;
  /** @default 'label_map.pbtxt' */
  labelMap?: string | undefined;
  /** A checkpoint to begin from; without it training begins from nothing. */
  fineTuneCheckpoint?: string | undefined;
};

/** Defaults of {@link ReadyMadeOptions}. */
export const READY_MADE_DEFAULTS: {
  readonly trainRecords: readonly string[];
  readonly evalRecords: readonly string[];
  readonly labelMap: string;
} = {
  trainRecords: ['records/train-?????-of-00010'],
  evalRecords: ['records/validation-?????-of-00010'],
  labelMap: 'label_map.pbtxt',
};

type Readers = {train_input_reader: InputReader; eval_input_reader: readonly InputReader[]};

/** Readers of records: training shuffles, evaluation does not. */
export function inputReaders(options: ReadyMadeOptions): Readers {
  const label_map_path = options.labelMap ?? READY_MADE_DEFAULTS.labelMap;
  const train = options.trainRecords ?? READY_MADE_DEFAULTS.trainRecords;
  const evaluation = options.evalRecords ?? READY_MADE_DEFAULTS.evalRecords;
  return {
    train_input_reader: {label_map_path, tf_record_input_reader: {input_path: train}},
    eval_input_reader: [{label_map_path, shuffle: false, num_readers: 1, tf_record_input_reader: {input_path: evaluation}}],
  };
}

/** Fields of `train_config` for a checkpoint to begin from; none without one. */
export function fineTuning({fineTuneCheckpoint}: ReadyMadeOptions): {fine_tune_checkpoint?: string; fine_tune_checkpoint_type?: string} {
  return fineTuneCheckpoint === undefined ? {} : {fine_tune_checkpoint: fineTuneCheckpoint, fine_tune_checkpoint_type: 'detection'};
}

/** Evaluation with COCO's twelve numbers. */
export const COCO_EVALUATION: EvalConfig = {metrics_set: ['coco_detection_metrics'], use_moving_averages: false};

/** Stretches to a square. */
export function squareResizer(side: number): ImageResizer {
  return {fixed_shape_resizer: {height: side, width: side}};
}

/** Mirror images. */
export const HORIZONTAL_FLIP: PreprocessingStep = {random_horizontal_flip: {}};

/** Convolutions of the MobileNet detectors. */
export const MOBILENET_CONVOLUTION: Hyperparams = {
  regularizer: {l2_regularizer: {weight: 4e-5}},
  initializer: {truncated_normal_initializer: {mean: 0, stddev: 0.03}},
  activation: 'RELU_6',
  batch_norm: {decay: 0.9997, center: true, scale: true, epsilon: 0.001, train: true},
};
