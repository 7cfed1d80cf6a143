export {train} from './node/train.ts';
export type {TrainResult} from './node/train.ts';
export type {FineTune, FineTuned} from './node/fine-tune.ts';
export {TRAIN_DEFAULTS} from './train-options.ts';
export type {StepReport, TrainOptions} from './train-options.ts';
export type {Compile, Compiled} from './compile.ts';
export {trainOptionsOf} from './training-config.ts';
export type {ConfiguredTrainOptions, TrainOptionsOfOptions} from './training-config.ts';
export {readPipelineConfig, writePipelineConfig} from './node/pipeline-config-file.ts';
export {recordPaths} from './node/record-paths.ts';
export type {LearningRate} from './learning-rate.ts';

export {ANCHOR_FIT_DEFAULTS, anchorFit} from './node/anchor-fit.ts';
export type {AnchorFit, AnchorFitOptions} from './node/anchor-fit.ts';
export {evaluate} from './node/evaluate.ts';
export type {EvaluateOptions, EvaluationResult} from './node/evaluate.ts';
export type {MetricsSet} from './evaluation-metrics.ts';
export {DETECT_RECORDS_DEFAULTS, detectRecords} from './node/detect-records.ts';
export type {DetectRecordsOptions, DetectedRecord} from './node/detect-records.ts';
export {restoreModel} from './node/restore-model.ts';

export {LOSS_CURVE_DEFAULTS, lossCurveSvg} from './loss-curve-svg.ts';
export type {LossCurveOptions} from './loss-curve-svg.ts';
export {readLossHistory} from './node/history-file.ts';
export type {LossPoint} from './loss-history.ts';

export {BadRecordError} from './errors/bad-record-error.ts';
export {ClassRangeError} from './errors/class-range-error.ts';
export {DivergedError} from './errors/diverged-error.ts';
export {IncompatibleRunError} from './errors/incompatible-run-error.ts';
export type {RunDifference} from './errors/incompatible-run-error.ts';
export {NoRecordsError} from './errors/no-records-error.ts';
export {RunStateError} from './errors/run-state-error.ts';
