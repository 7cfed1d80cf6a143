import {checkOneOf} from '@oid/core';
import type {Detections, GroundTruth, ImageSize} from '@oid/core';
import {CocoEvaluator, OpenImagesEvaluator, VocEvaluator, summaryTags} from '@oid/metrics';
import type {CocoResult, VocResult} from '@oid/metrics';

/** A name of `metrics_set` in an `eval_config`. Aliases of the Object Detection API's are taken, too. */
export type MetricsSet =
  | 'coco_detection_metrics'
  | 'oid_V2_detection_metrics'
  | 'oid_challenge_detection_metrics'
  | 'pascal_voc_detection_metrics'
  | 'weighted_pascal_voc_detection_metrics';

const ALIASES: Readonly<Record<string, MetricsSet>> = {
  open_images_V2_detection_metrics: 'oid_V2_detection_metrics',
  oid_challenge_object_detection_metrics: 'oid_challenge_detection_metrics',
};

/** One image as an evaluator takes it. */
export type EvaluatedImage = {id: string; groundTruth: GroundTruth; detections: Detections; size: ImageSize};

/** Gathers images, and gives the numbers of a set of metrics under the API's tags. */
export type MetricsCounter = {add: (image: EvaluatedImage) => void; tags: (categories?: Categories) => Map<string, number>};

type Categories = ReadonlyMap<number, {name: string}> | undefined;

const COUNTERS: Readonly<Record<MetricsSet, (numClasses: number) => MetricsCounter>> = {
  coco_detection_metrics: (numClasses) => {
    const evaluator = new CocoEvaluator({numClasses});
    return counter(
      ({id, groundTruth: {boxes, classes}, detections, size}) => evaluator.add(id, {boxes, classes}, detections, size),
      evaluator,
    );
  },
  oid_V2_detection_metrics: (numClasses) => {
    const evaluator = new OpenImagesEvaluator({numClasses});
    return counter(({id, groundTruth, detections}) => evaluator.add(id, groundTruth, detections), evaluator, 'OpenImagesV2_');
  },
  oid_challenge_detection_metrics: (numClasses) => {
    const evaluator = new OpenImagesEvaluator({numClasses, metric: 'challenge'});
    return counter(({id, groundTruth, detections}) => evaluator.add(id, groundTruth, detections), evaluator, 'OpenImagesChallenge2018_');
  },
  pascal_voc_detection_metrics: (numClasses) => {
    const evaluator = new VocEvaluator({numClasses});
    return counter((image) => evaluator.add(image.id, withoutGroups(image.groundTruth), image.detections), evaluator);
  },
  weighted_pascal_voc_detection_metrics: (numClasses) => {
    const evaluator = new VocEvaluator({numClasses});
    const pooled = {result: () => ({...evaluator.result(), meanAveragePrecision: evaluator.pooledAveragePrecision()})};
    return counter((image) => evaluator.add(image.id, withoutGroups(image.groundTruth), image.detections), pooled, 'WeightedPascalBoxes_');
  },
};

/**
 * Makes the counters of some sets of metrics.
 *
 * @throws OptionError for a set that is not known here, naming the nearest.
 */
export function createMetricsCounters(sets: readonly string[], numClasses: number): MetricsCounter[] {
  const known = Object.keys(COUNTERS) as MetricsSet[];
  return [...new Set(sets)].map((name) => COUNTERS[checkOneOf('metrics', ALIASES[name] ?? (name as MetricsSet), known)](numClasses));
}

function counter(add: MetricsCounter['add'], evaluator: {result: () => CocoResult | VocResult}, prefix?: string): MetricsCounter {
  return {add, tags: (categories) => summaryTags(evaluator.result(), {prefix, categories})};
}

/** PASCAL knows no groups. */
function withoutGroups({boxes, classes, difficult}: GroundTruth): GroundTruth {
  return difficult === undefined ? {boxes, classes} : {boxes, classes, difficult};
}
