import {checkBoxes, InvalidBoxError} from '@oid/boxes';
import {checkRange, OptionError, ShapeError} from '@oid/core';
import type {Detections, GroundTruth} from '@oid/core';
import {averagePrecision} from './average-precision.ts';
import {ClassRangeError} from './errors/class-range-error.ts';
import {DuplicateImageError} from './errors/duplicate-image-error.ts';
import {checkFinite} from './errors/not-finite-error.ts';
import {matchDetections} from './match-detections.ts';

export type VocEvaluatorOptions = {
  /** Classes of the label map, background left out; ids run from 1 to this. */
  numClasses: number;
  /** Least IoU with a truth, and least share within a group box, at which a detection matches; above 0, at most 1. @default 0.5 */
  iouThreshold?: number | undefined;
};

export const VOC_EVALUATOR_DEFAULTS: {readonly iouThreshold: number} = {iouThreshold: 0.5};

export type ClassResult = {
  /** Label-map id, from 1. */
  classId: number;
  /** In [0, 1]; 0 when truths exist but no detection is true; NaN when no truth exists. */
  averagePrecision: number;
  /** Boxes to be found: neither group nor difficult. */
  groundTruths: number;
  /** Detections that count as true or false; ignored ones are left out. */
  detections: number;
};

export type VocResult = {
  /** Mean over the classes that have truths; NaN when none has. */
  meanAveragePrecision: number;
  /** One entry a class, in order of id. */
  perClass: ClassResult[];
};

/**
 * Average precision as PASCAL VOC 2010 and Open Images V2 measure it, over images that are added one by one.
 *
 * A detection on a `difficult` box is ignored, and so is one within a `groupOf` box that matched no single box; neither kind of box has to be
 * found. Leave a flag column out where the protocol has none: Open Images knows no `difficult`, PASCAL no `groupOf`.
 * Equal scores rank in the order in which they were added.
 *
 * @see TensorFlow Object Detection API, `OpenImagesDetectionEvaluator` and `PascalDetectionEvaluator`; Everingham et al. 2010, §4.2.
 */
export class VocEvaluator {
  readonly #numClasses: number;
  readonly #iouThreshold: number;
  readonly #images = new Set<string>();
  /** Score and label of the detections that count, and number of truths, by class id - 1. */
  readonly #pools: {scores: number[]; labels: number[]; groundTruths: number}[];

  /** @throws OptionError (`core/option`) for a class count below 1 or a threshold out of range. */
  constructor(options: VocEvaluatorOptions) {
    this.#numClasses = checkRange('numClasses', options.numClasses, {min: 1, integer: true});
    this.#iouThreshold = options.iouThreshold ?? VOC_EVALUATOR_DEFAULTS.iouThreshold;
    if (!(this.#iouThreshold > 0 && this.#iouThreshold <= 1)) {
      throw new OptionError('iouThreshold', this.#iouThreshold, 'a number above 0 and at most 1');
    }
    this.#pools = Array.from({length: this.#numClasses}, () => ({scores: [], labels: [], groundTruths: 0}));
  }

  /**
   * Adds one image; an error leaves the evaluator as it was. Images without truths count too: their detections are false.
   * Detections need not be sorted; those without area are left out.
   *
   * @param imageId - any string, unique among the images added.
   * @param groundTruth - boxes `[M, 4]`, the flags `[M]` where given.
   * @param detections - `count` rows, in the unit of `groundTruth`.
   * @throws {@link DuplicateImageError} for an id added before; {@link ClassRangeError} for a class outside 1 to `numClasses`;
   * InvalidBoxError (`boxes/invalid`) for a box that is NaN or infinite, or a reversed truth; {@link NotFiniteError} for such a score;
   * ShapeError when columns differ in length.
   */
  add(imageId: string, groundTruth: GroundTruth, detections: Detections): void {
    if (this.#images.has(imageId)) throw new DuplicateImageError(imageId);
    checkGroundTruth(groundTruth, this.#numClasses);
    checkDetections(detections, this.#numClasses);
    this.#images.add(imageId);
    for (const [i, classId] of groundTruth.classes.entries()) {
      const counts = !groundTruth.groupOf?.[i] && !groundTruth.difficult?.[i];
      if (counts) this.#pool(classId).groundTruths++;
    }
    matchDetections(groundTruth, detections, this.#iouThreshold, (row, verdict) => {
      if (verdict === 'ignored') return;
      const pool = this.#pool(detections.classes[row] as number);
      pool.scores.push(detections.scores[row] as number);
      pool.labels.push(verdict === 'true' ? 1 : 0);
    });
  }

  /** The result over all images added so far; more may be added afterwards. */
  result(): VocResult {
    const perClass = this.#pools.map(({scores, labels, groundTruths}, index) => ({
      classId: index + 1,
      averagePrecision: groundTruths === 0 ? NaN : averagePrecision(scores, labels, groundTruths),
      groundTruths,
      detections: scores.length,
    }));
    const measured = perClass.filter(({groundTruths}) => groundTruths > 0);
    const sum = measured.reduce((total, entry) => total + entry.averagePrecision, 0);
    return {meanAveragePrecision: measured.length === 0 ? NaN : sum / measured.length, perClass};
  }

  #pool(classId: number): {scores: number[]; labels: number[]; groundTruths: number} {
    return this.#pools[classId - 1] as {scores: number[]; labels: number[]; groundTruths: number};
  }
}

function checkGroundTruth({boxes, classes, groupOf, difficult}: GroundTruth, numClasses: number): void {
  checkBoxes(boxes, 'groundTruth.boxes');
  const count = boxes.length / 4;
  checkLength('groundTruth.classes', classes, count);
  if (groupOf !== undefined) checkLength('groundTruth.groupOf', groupOf, count);
  if (difficult !== undefined) checkLength('groundTruth.difficult', difficult, count);
  checkClasses('groundTruth.classes', classes, numClasses);
}

function checkDetections({boxes, scores, classes, count}: Detections, numClasses: number): void {
  checkLength('detections.boxes', boxes, 4 * count);
  checkLength('detections.scores', scores, count);
  checkLength('detections.classes', classes, count);
  for (let k = 0; k < boxes.length; k++) {
    if (Number.isFinite(boxes[k])) continue;
    const row = Math.floor(k / 4);
    throw new InvalidBoxError('detections.boxes', row, [...boxes.subarray(4 * row, 4 * row + 4)], 'finite');
  }
  checkFinite(scores, 'detections.scores');
  checkClasses('detections.classes', classes, numClasses);
}

function checkLength(argument: string, column: {readonly length: number}, expected: number): void {
  if (column.length !== expected) throw new ShapeError(argument, [column.length], `[${expected}]`);
}

function checkClasses(argument: string, classes: Int32Array, numClasses: number): void {
  for (const [i, classId] of classes.entries()) {
    if (classId < 1 || classId > numClasses) throw new ClassRangeError(argument, i, classId, numClasses);
  }
}
