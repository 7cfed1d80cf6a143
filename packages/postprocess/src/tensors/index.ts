export {batchMultiClassNonMaxSuppression, batchMultiClassNonMaxSuppressionAsync} from './batch-multi-class-non-max-suppression.ts';
export type {BatchDetections, BatchNonMaxSuppressionOptions} from './batch-multi-class-non-max-suppression.ts';
