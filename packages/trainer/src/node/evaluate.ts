import type {DetectorModel} from '@oid/detector-model';
import {VocEvaluator} from '@oid/metrics';
import {detectRecords} from './detect-records.ts';
import type {DetectRecordsOptions} from './detect-records.ts';

export type EvaluateOptions = DetectRecordsOptions;

export type EvaluationResult = {
  /** Mean over the classes that occur, of the average precision at IoU 0.5; NaN where none occurs. In [0, 1]. */
  mAP50: number;
  /** One entry a class, by id. `averagePrecision` is NaN for a class without ground truth. */
  perClass: {classId: number; averagePrecision: number; groundTruths: number; detections: number}[];
  images: number;
};

/**
 * Average precision of a model over records, as in the PASCAL VOC 2010 evaluation with all points, at IoU 0.5. Boxes around a group are
 * neither to be found nor a fault to find (the Open Images V2 metric with group weight 0).
 *
 * @throws what {@link detectRecords} throws.
 */
export async function evaluate(model: DetectorModel, options: EvaluateOptions): Promise<EvaluationResult> {
  const evaluator = new VocEvaluator({numClasses: model.numClasses, iouThreshold: 0.5});
  let images = 0;
  for await (const {imageId, groundTruth, detections} of detectRecords(model, options)) {
    // The place makes the id unique, also where two records name the same picture.
    evaluator.add(`${images}:${imageId}`, groundTruth, detections);
    images += 1;
  }
  const {meanAveragePrecision, perClass} = evaluator.result();
  return {mAP50: meanAveragePrecision, perClass, images};
}
