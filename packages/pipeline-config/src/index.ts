export {parsePipelineConfig, PARSE_PIPELINE_CONFIG_DEFAULTS} from './parse-pipeline-config.ts';
export type {ParsePipelineConfigOptions} from './parse-pipeline-config.ts';
export {formatPipelineConfig, FORMAT_PIPELINE_CONFIG_DEFAULTS} from './format-pipeline-config.ts';
export type {FormatPipelineConfigOptions} from './format-pipeline-config.ts';

export {decodePipelineConfig, DECODE_PIPELINE_CONFIG_DEFAULTS} from './decode-pipeline-config.ts';
export type {DecodePipelineConfigOptions} from './decode-pipeline-config.ts';
export {encodePipelineConfig} from './encode-pipeline-config.ts';

export {checkPipelineConfig, CHECK_PIPELINE_CONFIG_DEFAULTS} from './check-pipeline-config.ts';
export type {CheckPipelineConfigOptions} from './check-pipeline-config.ts';
export {resolvePipelineConfig, RESOLVE_PIPELINE_CONFIG_DEFAULTS} from './resolve-pipeline-config.ts';
export type {ResolvePipelineConfigOptions} from './resolve-pipeline-config.ts';
export {modelKind, requireModel} from './require-model.ts';
export type {ModelMessages} from './require-model.ts';
export {refuseSettings} from './refuse-settings.ts';
export type {RefuseSettingsOptions} from './refuse-settings.ts';

export {applyOverrides, APPLY_OVERRIDES_DEFAULTS} from './apply-overrides.ts';
export type {ApplyOverridesOptions} from './apply-overrides.ts';
export {diffPipelineConfigs, formatPipelineDiff, DIFF_PIPELINE_CONFIGS_DEFAULTS} from './diff-pipeline-configs.ts';
export type {DiffPipelineConfigsOptions, PipelineConfigDifference} from './diff-pipeline-configs.ts';

export {readyMadeConfig, READY_MADE_NAMES} from './ready-made/ready-made-config.ts';
export type {ReadyMadeName} from './ready-made/ready-made-config.ts';
export {READY_MADE_DEFAULTS} from './ready-made/parts.ts';
export type {ReadyMadeOptions} from './ready-made/parts.ts';
export {toySsdConfig} from './ready-made/toy-ssd.ts';
export {ssdMobilenetV1Config, ssdMobilenetV2Config, ssdliteMobilenetV2Config} from './ready-made/ssd-mobilenet.ts';
export {ssdResnet50FpnConfig} from './ready-made/ssd-resnet50-fpn.ts';
export {fasterRcnnResnet101Config, fasterRcnnResnet101OpenImagesConfig, fasterRcnnResnet50Config} from './ready-made/faster-rcnn-resnet.ts';

export {learningRateSchedule, optimizerLearningRate} from './learning-rate/learning-rate-schedule.ts';
export {exponentialDecaySchedule} from './learning-rate/exponential-decay-schedule.ts';
export {manualStepSchedule} from './learning-rate/manual-step-schedule.ts';
export {cosineDecaySchedule} from './learning-rate/cosine-decay-schedule.ts';
export {scheduleLength, withNumSteps} from './learning-rate/with-num-steps.ts';
export type {LearningRateSchedule} from './learning-rate/schedule.ts';

export {PipelineConfigError} from './errors/pipeline-config-error.ts';
export type {PipelineConfigDetail, PipelineConfigProblem} from './errors/pipeline-config-error.ts';

export type {PipelineConfig} from './pipeline-config.ts';
export type {ConfigMode} from './schema/config-mode.ts';
export type {Revision} from '@oid/core';
export type {
  AnchorGenerator,
  BatchNonMaxSuppression,
  BoxCoder,
  BoxPredictor,
  DetectionModel,
  EvalConfig,
  FasterRcnn,
  Hyperparams,
  ImageResizer,
  InputReader,
  LearningRate,
  Loss,
  Matcher,
  MessageTypes,
  Optimizer,
  PostProcessing,
  PreprocessingStep,
  Ssd,
  ToySsd,
  TrainConfig,
} from './generated/types.ts';
