import type {DetectorModel} from '@oid/detector-model';
import {VocEvaluator} from '@oid/metrics';
import {createMetricsCounters} from '../evaluation-metrics.ts';
import type {MetricsSet} from '../evaluation-metrics.ts';
import {detectRecords} from './detect-records.ts';
import type {DetectRecordsOptions} from './detect-records.ts';

export type EvaluateOptions = DetectRecordsOptions & {
  /** Sets of metrics besides, as `eval_config.metrics_set` of a config names them. @default none */
  metrics?: readonly MetricsSet[] | readonly string[] | undefined;
  /** Names of the classes, by id: with them `tags` has a number a class. @default none */
  categories?: ReadonlyMap<number, {name: string}> | undefined;
};

export type EvaluationResult = {
  /** Mean over the classes that occur, of the average precision at IoU 0.5; NaN where none occurs. In [0, 1]. */
  mAP50: number;
  /** One entry a class, by id. `averagePrecision` is NaN for a class without ground truth. */
  perClass: {classId: number; averagePrecision: number; groundTruths: number; detections: number}[];
  images: number;
  /** The numbers of `metrics`, under the Object Detection API's tags; NaN where nothing is to be found. */
  tags: Record<string, number>;
};

/**
 * Average precision of a model over records, as in the PASCAL VOC 2010 evaluation with all points, at IoU 0.5. Boxes around a group are
 * neither to be found nor a fault to find (the Open Images V2 metric with group weight 0). `metrics` adds the numbers of others.
 *
 * @throws what {@link detectRecords} throws; OptionError for a set of metrics that is not known.
 */
export async function evaluate(model: DetectorModel, options: EvaluateOptions): Promise<EvaluationResult> {
  const evaluator = new VocEvaluator({numClasses: model.numClasses, iouThreshold: 0.5});
  const counters = createMetricsCounters(options.metrics ?? [], model.numClasses);
  let images = 0;
  for await (const {imageId, groundTruth, detections, size} of detectRecords(model, options)) {
    // The place makes the id unique, also where two records name the same picture.
    const id = `${images}:${imageId}`;
    evaluator.add(id, groundTruth, detections);
    for (const counter of counters) counter.add({id, groundTruth, detections, size});
    images += 1;
  }
  const {meanAveragePrecision, perClass} = evaluator.result();
  const tags = Object.fromEntries(counters.flatMap((counter) => [...counter.tags(options.categories)]));
  return {mAP50: meanAveragePrecision, perClass, images, tags};
}
