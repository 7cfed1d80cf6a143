import {accumulateCoco, RECALL_LEVELS} from './coco-accumulate.ts';
import type {CocoLog} from './coco-log.ts';
import type {CocoSettings} from './coco-options.ts';

/**
 * COCO's twelve numbers, each in [0, 1], or NaN where no truth is to be found: the mean over classes that have truths in the area range, and
 * over IoU thresholds. `ap…` is average precision at 101 levels of recall, `ar…` the highest recall.
 */
export type CocoSummary = {
  ap: number;
  /** At the IoU threshold 0.5; NaN where that is not among the thresholds. */
  ap50: number;
  ap75: number;
  apSmall: number;
  apMedium: number;
  apLarge: number;
  /** With no more detections of a class in an image than the first of `maxDetections`. */
  ar1: number;
  /** The second. */
  ar10: number;
  /** The third. */
  ar100: number;
  arSmall: number;
  arMedium: number;
  arLarge: number;
};

/** The names of {@link CocoSummary}, in the order of COCO's own list. */
export const COCO_NUMBERS: readonly (keyof CocoSummary)[] = [
  'ap',
  'ap50',
  'ap75',
  'apSmall',
  'apMedium',
  'apLarge',
  'ar1',
  'ar10',
  'ar100',
  'arSmall',
  'arMedium',
  'arLarge',
];

export type CocoClassResult = CocoSummary & {
  classId: number;
  /** Boxes to be found: those that are no crowds, of any area. */
  groundTruths: number;
  /** Detections among the best `maxDetections` of their image and class. */
  detections: number;
};

export type CocoResult = {
  summary: CocoSummary;
  /** One entry a class, in the order of ids given. */
  perClass: CocoClassResult[];
  images: number;
  maxDetections: readonly [number, number, number];
  iouThresholds: readonly number[];
};

/** Sums and counts of the cells that a number is the mean of. */
type Means = {sums: Float64Array; counts: Uint32Array};

/** The twelve numbers over all classes, and of each. */
export function summarizeCoco(log: CocoLog, settings: CocoSettings, imageRanks: Int32Array): CocoResult {
  const numbers = COCO_NUMBERS.length;
  const numClasses = settings.classIds.length;
  const means = {sums: new Float64Array(numbers * numClasses), counts: new Uint32Array(numbers * numClasses)};
  const [at50, at75] = [0.5, 0.75].map((wanted) => findThreshold(settings, wanted));
  accumulateCoco(log, settings, imageRanks, (classIndex, area, threshold, recalls, precisions) => {
    const first = numbers * classIndex;
    let sum = 0;
    for (let level = 0; level < RECALL_LEVELS; level++) sum += precisions[level] as number;
    const precision = sum / RECALL_LEVELS;
    if (area === 0) {
      count(means, first, precision);
      if (threshold === at50) count(means, first + 1, precision);
      if (threshold === at75) count(means, first + 2, precision);
      for (let limit = 0; limit < 3; limit++) count(means, first + 6 + limit, recalls[limit] as number);
    } else {
      count(means, first + 2 + area, precision);
      count(means, first + 8 + area, recalls[2] as number);
    }
  });
  const detections = new Uint32Array(numClasses);
  for (const classIndex of log.classes.values()) (detections[classIndex] as number)++;
  return {
    summary: overall(means, numClasses),
    perClass: settings.classIds.map((classId, index) => ({
      classId,
      ...meansOf(means, numbers * index),
      groundTruths: log.truths[4 * index] as number,
      detections: detections[index] as number,
    })),
    images: imageRanks.length,
    maxDetections: settings.maxDetections,
    iouThresholds: settings.iouThresholds,
  };
}

/** Index of an IoU threshold, -1 where it is not measured. */
export function findThreshold({iouThresholds}: CocoSettings, wanted: number): number {
  return iouThresholds.findIndex((threshold) => Math.abs(threshold - wanted) < 1e-9);
}

function count({sums, counts}: Means, index: number, value: number): void {
  (sums[index] as number) += value;
  (counts[index] as number)++;
}

function meansOf({sums, counts}: Means, first: number): CocoSummary {
  const entries = COCO_NUMBERS.map((name, k) => [name, (sums[first + k] as number) / (counts[first + k] as number)] as const);
  return Object.fromEntries(entries) as CocoSummary;
}

function overall({sums, counts}: Means, numClasses: number): CocoSummary {
  const total = {sums: new Float64Array(COCO_NUMBERS.length), counts: new Uint32Array(COCO_NUMBERS.length)};
  for (let index = 0; index < numClasses * COCO_NUMBERS.length; index++) {
    (total.sums[index % COCO_NUMBERS.length] as number) += sums[index] as number;
    (total.counts[index % COCO_NUMBERS.length] as number) += counts[index] as number;
  }
  return meansOf(total, 0);
}
