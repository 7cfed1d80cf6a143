import {checkRange, OptionError} from '@oid/core';
import type {Detections, GroundTruth, ImageSize} from '@oid/core';
import type {BoxArea} from './area-range.ts';
import {checkClasses, checkDetections} from './check-image.ts';
import type {PrecisionRecallCurve} from './precision-recall-curve.ts';
import {VocEvaluator} from './voc-evaluator.ts';
import type {VocResult, VocState} from './voc-evaluator.ts';
import type {SizeOptions} from './voc-options.ts';

export type OpenImagesEvaluatorOptions = SizeOptions & {
  /** Classes of the label map, background left out; ids run from 1 to this. */
  numClasses: number;
  /**
   * `v2`: group boxes need not be found, and detections in them are ignored. `challenge`: a group box is one truth, which its best
   * detection finds; detections of classes without a verified label on the image are left out. @default 'v2'
   */
  metric?: 'v2' | 'challenge' | undefined;
  /** Least IoU with a truth, and least share within a group box; above 0, at most 1. @default 0.5 */
  iouThreshold?: number | undefined;
};

export const OPEN_IMAGES_EVALUATOR_DEFAULTS: {readonly metric: 'v2' | 'challenge'; readonly iouThreshold: number} = {
  metric: 'v2',
  iouThreshold: 0.5,
};

/**
 * The two detection metrics of Open Images, over images that are added one by one, here or in other workers. `difficult` is not known here.
 *
 * Ground truth for the challenge must have been expanded along the class hierarchy, see `expandGroundTruth` and `expandImageLabels`.
 *
 * @see Open Images Challenge, definition of the detection metric; TensorFlow Object Detection API, `OpenImagesDetectionEvaluator` and
 * `OpenImagesDetectionChallengeEvaluator`.
 */
export class OpenImagesEvaluator {
  readonly #numClasses: number;
  readonly #metric: 'v2' | 'challenge';
  readonly #evaluator: VocEvaluator;

  /** @throws OptionError (`core/option`) for an option out of range. */
  constructor(options: OpenImagesEvaluatorOptions) {
    this.#numClasses = checkRange('numClasses', options.numClasses, {min: 1, max: 1e7, integer: true});
    this.#metric = options.metric ?? OPEN_IMAGES_EVALUATOR_DEFAULTS.metric;
    if (this.#metric !== 'v2' && this.#metric !== 'challenge') throw new OptionError('metric', this.#metric, '"v2" or "challenge"');
    this.#evaluator = new VocEvaluator({
      numClasses: this.#numClasses,
      iouThreshold: options.iouThreshold ?? OPEN_IMAGES_EVALUATOR_DEFAULTS.iouThreshold,
      groupOfWeight: this.#metric === 'challenge' ? 1 : 0,
      areaRanges: options.areaRanges,
      areaUnit: options.areaUnit,
    });
  }

  /**
   * Adds one image; an error leaves the evaluator as it was.
   *
   * @param verifiedClasses - classes that people have found present or absent on the image, in any order. Detections of others are left out,
   * but for classes that have a box. Left out, `v2` counts all detections, and `challenge` those of classes that have a box.
   * @param size - of the image in pixels, as of `VocEvaluator.add`.
   * @throws what `VocEvaluator.add` throws; ClassRangeError for a verified class outside 1 to `numClasses`.
   */
  add(imageId: string, groundTruth: GroundTruth, detections: Detections, verifiedClasses?: Int32Array, size?: ImageSize): void {
    checkDetections(detections, this.#numClasses);
    if (verifiedClasses !== undefined) checkClasses('verifiedClasses', verifiedClasses, this.#numClasses);
    const {boxes, classes, groupOf} = groundTruth;
    const restricted = verifiedClasses !== undefined || this.#metric === 'challenge';
    const kept = restricted ? keepClasses(detections, new Set([...classes, ...(verifiedClasses ?? [])])) : detections;
    this.#evaluator.add(imageId, {boxes, classes, groupOf}, kept, size);
  }

  /** The result over all images added so far; more may be added afterwards. */
  result(): VocResult {
    return this.#evaluator.result();
  }

  /** The raw precision-recall curve of one class, as `VocEvaluator.curve` has it. */
  curve(classId: number, area?: BoxArea): PrecisionRecallCurve {
    return this.#evaluator.curve(classId, area);
  }

  /** The raw curves of every class that has truths of the area, by class id. @throws what `VocEvaluator.curves` throws. */
  curves(area?: BoxArea): Map<number, PrecisionRecallCurve> {
    return this.#evaluator.curves(area);
  }

  /** All that {@link OpenImagesEvaluator.merge} needs elsewhere: plain data, good for JSON and for `postMessage`. */
  state(): VocState {
    return this.#evaluator.state();
  }

  /** Adds the images of another evaluator, in any order. @throws what `VocEvaluator.merge` throws. */
  merge(other: OpenImagesEvaluator | VocState): void {
    this.#evaluator.merge(other instanceof OpenImagesEvaluator ? other.state() : other);
  }
}

/** The detections of some classes, in their order. */
function keepClasses({boxes, scores, classes}: Detections, wanted: ReadonlySet<number>): Detections {
  const rows = [...classes.keys()].filter((row) => wanted.has(classes[row] as number));
  return {
    boxes: Float32Array.from(rows.flatMap((row) => [...boxes.subarray(4 * row, 4 * row + 4)])),
    scores: Float32Array.from(rows, (row) => scores[row] as number),
    classes: Int32Array.from(rows, (row) => classes[row] as number),
    count: rows.length,
  };
}
