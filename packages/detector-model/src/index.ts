export type {DetectorModel, Predictions, TrainingPredictions} from './detector-model.ts';
export {TOY_SSD_DEFAULTS, createToySsd} from './toy-ssd.ts';
export type {ToySsdOptions} from './toy-ssd.ts';
export {TOY_SSD_RATIOS, TOY_SSD_SIZES} from './toy-ssd-scales.ts';
export {createDetector} from './create-detector.ts';
export type {CreateDetectorOptions} from './create-detector.ts';

export {detect} from './detect.ts';
export type {Detector} from './detect.ts';

export {assignBatchTargets} from './assign-batch-targets.ts';
export type {AssignBatchTargetsOptions, BatchTargets} from './assign-batch-targets.ts';
export {DETECTION_LOSSES_DEFAULTS, detectionLosses} from './detection-losses.ts';
export type {DetectionLossesOptions} from './detection-losses.ts';
export {applyMovingStatistics} from './apply-moving-statistics.ts';
export type {MovingStatistic} from './layers/normalized-convolution.ts';

export {VariableStore} from './variable-store.ts';
export type {StoredTensor} from './variable-store.ts';

export {ClassOutOfRangeError} from './errors/class-out-of-range-error.ts';
export {GradientsMissingError} from './errors/gradients-missing-error.ts';
export {InputTooSmallError} from './errors/input-too-small-error.ts';
export {VariableExistsError} from './errors/variable-exists-error.ts';
export {VariableMissingError} from './errors/variable-missing-error.ts';
