export {softmaxScores} from './softmax-scores.ts';

export {MULTI_BOX_DETECTION_DEFAULTS, multiBoxDetection} from './multi-box-detection.ts';
export type {MultiBoxDetectionOptions} from './multi-box-detection.ts';
export {NON_MAX_SUPPRESSION_DEFAULTS, nonMaxSuppression} from './non-max-suppression.ts';
export type {NonMaxSuppressionOptions} from './non-max-suppression.ts';

export {NotFiniteError} from './errors/not-finite-error.ts';
