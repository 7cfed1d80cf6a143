export {CONVERT_SCORES_DEFAULTS, convertScores} from './convert-scores.ts';
export type {ConvertScoresOptions, ScoreConverter} from './convert-scores.ts';
export {SIGMOID_CALIBRATION_DEFAULTS} from './calibrate-scores.ts';
export type {CalibrationPoint, ScoreCalibration, SigmoidParameters} from './calibrate-scores.ts';
export {softmaxScores} from './softmax-scores.ts';

export {DECODE_BOX_ENCODINGS_DEFAULTS, decodeBoxEncodings} from './decode-box-encodings.ts';
export type {DecodeBoxEncodingsOptions} from './decode-box-encodings.ts';

export {multiClassNonMaxSuppression} from './multi-class-non-max-suppression.ts';
export {selectDetections} from './select-detections.ts';
export type {SelectDetectionsOptions} from './select-detections.ts';
export {MULTI_CLASS_NON_MAX_SUPPRESSION_DEFAULTS} from './suppress-classes.ts';
export type {MultiClassNonMaxSuppressionOptions, SelectedDetections, SuppressionMethod} from './suppress-classes.ts';
export type {Window} from './kernel/window.ts';
export type {Revision} from '@oid/core';

export {MULTI_BOX_DETECTION_DEFAULTS, multiBoxDetection} from './multi-box-detection.ts';
export type {MultiBoxDetectionOptions} from './multi-box-detection.ts';
export {NON_MAX_SUPPRESSION_DEFAULTS, nonMaxSuppression} from './non-max-suppression.ts';
export type {NonMaxSuppressionOptions, SuppressionRule} from './non-max-suppression.ts';
export {SOFT_NON_MAX_SUPPRESSION_DEFAULTS, softNonMaxSuppression} from './soft-non-max-suppression.ts';
export type {SoftNonMaxSuppressionOptions} from './soft-non-max-suppression.ts';
