export {classAccuracy} from './class-accuracy.ts';
export {boxMeanAbsoluteError} from './box-mean-absolute-error.ts';
export {confusionMatrix} from './confusion-matrix.ts';
export type {ConfusionMatrix, ConfusionMatrixOptions} from './confusion-matrix.ts';
export {classificationReport} from './classification-report.ts';
export type {ClassificationReport, ClassificationReportOptions, ClassificationScores} from './classification-report.ts';

export {VocEvaluator} from './voc-evaluator.ts';
export type {ClassResult, ClassScores, VocResult, VocState} from './voc-evaluator.ts';
export {VOC_EVALUATOR_DEFAULTS} from './voc-options.ts';
export type {BoxSize, SizeOptions, VocEvaluatorOptions, VocSettings} from './voc-options.ts';
export type {AreaRange, BoxArea} from './area-range.ts';
export {averagePrecision} from './average-precision.ts';
export type {Interpolation} from './average-precision.ts';
export {precisionRecallCurve} from './precision-recall-curve.ts';
export type {PrecisionRecallCurve} from './precision-recall-curve.ts';
export {precisionAtRecall} from './precision-at-recall.ts';

export {OPEN_IMAGES_EVALUATOR_DEFAULTS, OpenImagesEvaluator} from './open-images-evaluator.ts';
export type {OpenImagesEvaluatorOptions} from './open-images-evaluator.ts';
export {expandGroundTruth, expandImageLabels} from './expand-hierarchy.ts';
export type {ImageLabels} from './expand-hierarchy.ts';

export {CocoEvaluator} from './coco-evaluator.ts';
export type {CocoCurve, CocoCurveOptions, CocoCurvesOptions, CocoState} from './coco-evaluator.ts';
export type {CocoGroundTruth, CocoPixels} from './coco-image.ts';
export {COCO_EVALUATOR_DEFAULTS} from './coco-options.ts';
export type {CocoEvaluatorOptions} from './coco-options.ts';
export {COCO_NUMBERS} from './coco-summary.ts';
export type {CocoClassResult, CocoResult, CocoSummary} from './coco-summary.ts';

export {cocoEvaluatorOf, evaluateCoco} from './evaluate-coco.ts';
export type {EvaluateCocoOptions} from './evaluate-coco.ts';
export {parseCocoInstances, parseCocoResults} from './coco-json.ts';
export type {CocoDetection, CocoInstances} from './coco-json.ts';
export {toCocoResults} from './coco-results.ts';
export {evaluateOpenImages, openImagesEvaluatorOf} from './evaluate-open-images.ts';
export type {EvaluateOpenImagesOptions, OpenImagesTables} from './evaluate-open-images.ts';
export {formatOpenImagesDetections, parseOpenImagesBoxes, parseOpenImagesDetections, parseOpenImagesLabels} from './open-images-csv.ts';
export type {OpenImagesCsvOptions} from './open-images-csv.ts';
export {readDetectionFeatures} from './detection-features.ts';
export type {SavedDetections} from './detection-features.ts';

export {report} from './report.ts';
export type {ReportOptions} from './report.ts';
export {summaryTags} from './summary-tags.ts';
export type {SummaryTagsOptions} from './summary-tags.ts';

export {ClassRangeError} from './errors/class-range-error.ts';
export {DuplicateImageError} from './errors/duplicate-image-error.ts';
export {SavedRowError} from './errors/saved-row-error.ts';
export {StateError} from './errors/state-error.ts';
