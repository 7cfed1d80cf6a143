export {classAccuracy} from './class-accuracy.ts';
export {boxMeanAbsoluteError} from './box-mean-absolute-error.ts';

export {VOC_EVALUATOR_DEFAULTS, VocEvaluator} from './voc-evaluator.ts';
export type {ClassResult, VocEvaluatorOptions, VocResult} from './voc-evaluator.ts';

export {ClassRangeError} from './errors/class-range-error.ts';
export {DuplicateImageError} from './errors/duplicate-image-error.ts';
export {NotFiniteError} from './errors/not-finite-error.ts';
