import {checkRange, OptionError} from '@oid/core';
import type {Detections, GroundTruth} from '@oid/core';
import {averagePrecision} from './average-precision.ts';
import type {Interpolation} from './average-precision.ts';
import {checkDetections, checkGroundTruth} from './check-image.ts';
import {checkSameState} from './errors/state-error.ts';
import {ImageList} from './image-list.ts';
import {matchDetections} from './match-detections.ts';
import {precisionRecallCurve} from './precision-recall-curve.ts';
import type {PrecisionRecallCurve} from './precision-recall-curve.ts';
import {checkVocLog, VocLog} from './voc-log.ts';
import type {Pool, VocLogState} from './voc-log.ts';

export type VocEvaluatorOptions = {
  /** Classes of the label map, background left out; ids run from 1 to this. */
  numClasses: number;
  /** Least IoU with a truth, and least share within a group box, at which a detection matches; above 0, at most 1. @default 0.5 */
  iouThreshold?: number | undefined;
  /** What a group box counts for. At 0 it need not be found, and detections in it are ignored; above 0 it is one truth of this weight. @default 0 */
  groupOfWeight?: number | undefined;
  /** All points as since VOC 2010, or eleven points as in VOC 2007. @default 'all-points' */
  interpolation?: Interpolation | undefined;
};

export const VOC_EVALUATOR_DEFAULTS: {
  readonly iouThreshold: number;
  readonly groupOfWeight: number;
  readonly interpolation: Interpolation;
} = {iouThreshold: 0.5, groupOfWeight: 0, interpolation: 'all-points'};

export type ClassResult = {
  /** Label-map id, from 1. */
  classId: number;
  /** In [0, 1]; 0 when truths exist but no detection is true; NaN when no truth exists. */
  averagePrecision: number;
  /** Boxes to be found: neither group nor difficult; and group boxes by weight. */
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

/** Plain data, good for JSON and for `postMessage`. */
export type VocState = {
  kind: 'voc';
  numClasses: number;
  iouThreshold: number;
  groupOfWeight: number;
  interpolation: Interpolation;
  images: string[];
  log: VocLogState;
};

/**
 * Average precision as PASCAL VOC and Open Images measure it, over images that are added one by one, here or in other workers.
 *
 * A detection on a `difficult` box is ignored, and so is one within a `groupOf` box that matched no single box, unless `groupOfWeight` says
 * otherwise; neither kind of box has to be found. Leave a flag column out where the protocol has none: Open Images knows no `difficult`,
 * PASCAL no `groupOf`.
 *
 * Equal scores rank by image id, whole numbers by value, then in the order given; so neither the order of images nor of merges changes a
 * bit of the result.
 *
 * @see TensorFlow Object Detection API, `OpenImagesDetectionEvaluator` and `PascalDetectionEvaluator`; Everingham et al. 2010, §4.2.
 */
export class VocEvaluator {
  readonly #settings: Required<{[K in keyof VocEvaluatorOptions]: NonNullable<VocEvaluatorOptions[K]>}>;
  readonly #images = new ImageList();
  readonly #log: VocLog;

  /** @throws OptionError (`core/option`) for an option out of range. */
  constructor(options: VocEvaluatorOptions) {
    const numClasses = checkRange('numClasses', options.numClasses, {min: 1, max: 1e7, integer: true});
    const iouThreshold = options.iouThreshold ?? VOC_EVALUATOR_DEFAULTS.iouThreshold;
    if (!(iouThreshold > 0 && iouThreshold <= 1)) throw new OptionError('iouThreshold', iouThreshold, 'a number above 0 and at most 1');
    const groupOfWeight = checkRange('groupOfWeight', options.groupOfWeight ?? VOC_EVALUATOR_DEFAULTS.groupOfWeight, {min: 0, max: 1});
    const interpolation = options.interpolation ?? VOC_EVALUATOR_DEFAULTS.interpolation;
    if (interpolation !== 'all-points' && interpolation !== 'eleven-points') {
      throw new OptionError('interpolation', interpolation, '"all-points" or "eleven-points"');
    }
    this.#settings = {numClasses, iouThreshold, groupOfWeight, interpolation};
    this.#log = new VocLog(numClasses);
  }

  /**
   * Adds one image; an error leaves the evaluator as it was. Images without truths count too: their detections are false.
   * Detections need not be sorted; those without area are left out.
   *
   * @param imageId - any string, unique among the images added.
   * @param groundTruth - boxes `[M, 4]`, the flags `[M]` where given.
   * @param detections - `count` rows, in the unit of `groundTruth`.
   * @throws DuplicateImageError for an id added before; ClassRangeError for a class outside 1 to `numClasses`; InvalidBoxError
   * (`boxes/invalid`) for a box that is NaN or infinite, or a reversed truth; NotFiniteError for such a score; ShapeError when columns differ
   * in length.
   */
  add(imageId: string, groundTruth: GroundTruth, detections: Detections): void {
    const {numClasses, iouThreshold, groupOfWeight} = this.#settings;
    this.#images.check(imageId);
    checkGroundTruth(groundTruth, numClasses);
    checkDetections(detections, numClasses);
    const image = this.#images.add(imageId);
    for (const [i, classId] of groundTruth.classes.entries()) {
      if (groundTruth.difficult?.[i]) continue;
      this.#log.addTruth(classId - 1, Boolean(groundTruth.groupOf?.[i]));
    }
    matchDetections(groundTruth, detections, iouThreshold, (row, verdict) => {
      const label = verdict === 'true' ? 1 : verdict === 'group' ? groupOfWeight : 0;
      if (verdict === 'ignored' || (verdict === 'group' && groupOfWeight === 0)) return;
      this.#log.addDetection((detections.classes[row] as number) - 1, image, detections.scores[row] as number, label);
    });
  }

  /** The result over all images added so far; more may be added afterwards. */
  result(): VocResult {
    const pools = this.#pools();
    const perClass = pools.map((pool, index) => ({
      classId: index + 1,
      averagePrecision: this.#averagePrecision(pool),
      groundTruths: pool.groundTruths,
      detections: pool.scores.length,
    }));
    const measured = perClass.filter(({groundTruths}) => groundTruths > 0);
    const sum = measured.reduce((total, entry) => total + entry.averagePrecision, 0);
    return {meanAveragePrecision: measured.length === 0 ? NaN : sum / measured.length, perClass};
  }

  /**
   * Average precision of all classes that have truths as if they were one: frequent classes weigh more than in the mean. NaN where none
   * has. Equal scores of different classes rank by class.
   *
   * @see TensorFlow Object Detection API, `WeightedPascalDetectionEvaluator`.
   */
  pooledAveragePrecision(): number {
    const pools = this.#pools().filter(({groundTruths}) => groundTruths > 0);
    const groundTruths = pools.reduce((total, pool) => total + pool.groundTruths, 0);
    return this.#averagePrecision({
      scores: Float64Array.from(pools.flatMap(({scores}) => [...scores])),
      labels: Float64Array.from(pools.flatMap(({labels}) => [...labels])),
      groundTruths,
    });
  }

  /**
   * The raw precision-recall curve of one class; of no points for a class without truths.
   *
   * @throws OptionError (`core/option`) for a class outside 1 to `numClasses`.
   */
  curve(classId: number): PrecisionRecallCurve {
    const {numClasses} = this.#settings;
    checkRange('classId', classId, {min: 1, max: numClasses, integer: true});
    const {scores, labels, groundTruths} = this.#pools()[classId - 1] as Pool;
    return groundTruths === 0 ? precisionRecallCurve([], [], 1) : precisionRecallCurve(scores, labels, groundTruths);
  }

  /** All that {@link VocEvaluator.merge} needs elsewhere: a copy, without boxes. */
  state(): VocState {
    return {kind: 'voc', ...this.#settings, images: this.#images.ids(), log: this.#log.state()};
  }

  /**
   * Adds the images of another evaluator, in any order; an error leaves this one as it was.
   *
   * @throws StateError (`metrics/invalid-state`) for a state that is none or comes from other options; DuplicateImageError for an image that
   * both have.
   */
  merge(other: VocEvaluator | VocState): void {
    const state = other instanceof VocEvaluator ? other.state() : other;
    checkSameState(state, {kind: 'voc', ...this.#settings});
    checkVocLog(state.images, state.log, this.#settings.numClasses);
    for (const imageId of state.images) this.#images.check(imageId);
    this.#log.append(state.log, this.#images.size);
    for (const imageId of state.images) this.#images.add(imageId);
  }

  #pools(): Pool[] {
    return this.#log.pools(this.#images.ranks(), this.#settings.groupOfWeight);
  }

  #averagePrecision({scores, labels, groundTruths}: Pool): number {
    return groundTruths === 0 ? NaN : averagePrecision(scores, labels, groundTruths, this.#settings.interpolation);
  }
}
