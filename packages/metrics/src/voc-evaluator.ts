import {checkRange, OptionError} from '@oid/core';
import type {Detections, GroundTruth, ImageSize} from '@oid/core';
import {BOX_AREAS, isIn} from './area-range.ts';
import type {BoxArea} from './area-range.ts';
import {averagePrecision} from './average-precision.ts';
import {checkDetections, checkGroundTruth, checkSize} from './check-image.ts';
import {checkSameState, StateError} from './errors/state-error.ts';
import {ImageList} from './image-list.ts';
import {matchDetections} from './match-detections.ts';
import {precisionRecallCurve} from './precision-recall-curve.ts';
import type {PrecisionRecallCurve} from './precision-recall-curve.ts';
import {checkVocLog, VocLog} from './voc-log.ts';
import type {Pool, VocLogState} from './voc-log.ts';
import {BOX_SIZES, resolveVocOptions} from './voc-options.ts';
import type {BoxSize, VocEvaluatorOptions, VocSettings} from './voc-options.ts';

/** What was measured of one class, over all its boxes or those of a size. */
export type ClassScores = {
  /** In [0, 1]; 0 when truths exist but no detection is true; NaN when no truth exists. */
  averagePrecision: number;
  /** Boxes to be found: neither group nor difficult; and group boxes by weight. */
  groundTruths: number;
  /** Detections that count as true or false; ignored ones are left out. */
  detections: number;
};

export type ClassResult = ClassScores & {
  /** Label-map id, from 1. */
  classId: number;
  /** The same of each size; absent where image sizes are not known. */
  bySize?: Readonly<Record<BoxSize, ClassScores>> | undefined;
};

export type VocResult = {
  /** Mean over the classes that have truths; NaN when none has. */
  meanAveragePrecision: number;
  /** The same mean of each size; absent where image sizes are not known. */
  bySize?: Readonly<Record<BoxSize, number>> | undefined;
  /** One entry a class, in order of id. */
  perClass: ClassResult[];
};

/** Plain data, good for JSON and for `postMessage`. */
export type VocState = VocSettings & {
  kind: 'voc';
  /** Whether the images' sizes are known; null where there is no image. */
  sized: boolean | null;
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
 * By size, too, as COCO does it: a truth whose area is not of the size is ignored, together with the detection that finds it, and so is a
 * detection that finds nothing and is itself not of the size. What matches what does not depend on the size.
 *
 * Equal scores rank by image id, whole numbers by value, then in the order given; so neither the order of images nor of merges changes a
 * bit of the result.
 *
 * @see TensorFlow Object Detection API, `OpenImagesDetectionEvaluator` and `PascalDetectionEvaluator`; Everingham et al. 2010, §4.2.
 */
export class VocEvaluator {
  readonly #settings: VocSettings;
  readonly #images = new ImageList();
  readonly #log: VocLog;
  #sized: boolean | null = null;

  /** @throws OptionError (`core/option`) for an option out of range. */
  constructor(options: VocEvaluatorOptions) {
    this.#settings = resolveVocOptions(options);
    this.#log = new VocLog(this.#settings.numClasses);
  }

  /**
   * Adds one image; an error leaves the evaluator as it was. Images without truths count too: their detections are false.
   * Detections need not be sorted; those without area are left out.
   *
   * @param imageId - any string, unique among the images added.
   * @param groundTruth - boxes `[M, 4]`, the flags `[M]` where given.
   * @param detections - `count` rows, in the unit of `groundTruth`.
   * @param size - of the image in pixels, by which boxes, as fractions of it, are small, medium or large; for every image or for none. Not
   * needed where `areaUnit` is 'image'.
   * @throws DuplicateImageError for an id added before; ClassRangeError for a class outside 1 to `numClasses`; InvalidBoxError
   * (`boxes/invalid`) for a box that is NaN or infinite, or a reversed truth; NotFiniteError for such a score; ShapeError when columns differ
   * in length; OptionError (`core/option`) for a size below one pixel, or given for some images alone.
   */
  add(imageId: string, groundTruth: GroundTruth, detections: Detections, size?: ImageSize): void {
    const {numClasses, iouThreshold, groupOfWeight} = this.#settings;
    this.#images.check(imageId);
    checkGroundTruth(groundTruth, numClasses);
    checkDetections(detections, numClasses);
    const pixels = this.#pixelsOf(size);
    const image = this.#images.add(imageId);
    this.#sized = pixels !== undefined;
    for (const [i, classId] of groundTruth.classes.entries()) {
      if (groundTruth.difficult?.[i]) continue;
      this.#log.addTruth(classId - 1, Boolean(groundTruth.groupOf?.[i]), this.#areasOf(groundTruth.boxes, i, pixels));
    }
    matchDetections(groundTruth, detections, iouThreshold, (row, verdict, truth) => {
      const label = verdict === 'true' ? 1 : verdict === 'group' ? groupOfWeight : 0;
      if (verdict === 'ignored' || (verdict === 'group' && groupOfWeight === 0)) return;
      const areas = truth === -1 ? this.#areasOf(detections.boxes, row, pixels) : this.#areasOf(groundTruth.boxes, truth, pixels);
      this.#log.addDetection((detections.classes[row] as number) - 1, image, detections.scores[row] as number, label, areas);
    });
  }

  /** The result over all images added so far; more may be added afterwards. */
  result(): VocResult {
    const all = this.#scores('all');
    const sizes = this.#sized === true ? BOX_SIZES.map((size) => [size, this.#scores(size)] as const) : undefined;
    return {
      meanAveragePrecision: meanOf(all),
      bySize: bySize(sizes, meanOf),
      perClass: all.map((scores, place) => ({
        classId: place + 1,
        ...scores,
        bySize: bySize(sizes, (own) => own[place] as ClassScores),
      })),
    };
  }

  /**
   * Average precision of all classes that have truths as if they were one: frequent classes weigh more than in the mean. NaN where none
   * has. Equal scores of different classes rank by class.
   *
   * @see TensorFlow Object Detection API, `WeightedPascalDetectionEvaluator`.
   */
  pooledAveragePrecision(): number {
    const pools = this.#pools('all').filter(({groundTruths}) => groundTruths > 0);
    const groundTruths = pools.reduce((total, pool) => total + pool.groundTruths, 0);
    return this.#averagePrecision({
      scores: Float64Array.from(pools.flatMap(({scores}) => [...scores])),
      labels: Float64Array.from(pools.flatMap(({labels}) => [...labels])),
      groundTruths,
    });
  }

  /**
   * The raw precision-recall curve of one class, over all its boxes or those of a size; of no points without truths.
   *
   * @throws OptionError (`core/option`) for a class outside 1 to `numClasses`, or a size where image sizes are not known.
   */
  curve(classId: number, area: BoxArea = 'all'): PrecisionRecallCurve {
    checkRange('classId', classId, {min: 1, max: this.#settings.numClasses, integer: true});
    const {scores, labels, groundTruths} = this.#curvePools(area)[classId - 1] as Pool;
    return groundTruths === 0 ? precisionRecallCurve([], [], 1) : precisionRecallCurve(scores, labels, groundTruths);
  }

  /**
   * The raw curves of every class that has truths of the area, by class id, as `report` takes them.
   *
   * @throws OptionError (`core/option`) for a size where image sizes are not known.
   */
  curves(area: BoxArea = 'all'): Map<number, PrecisionRecallCurve> {
    const curves = new Map<number, PrecisionRecallCurve>();
    for (const [place, {scores, labels, groundTruths}] of this.#curvePools(area).entries()) {
      if (groundTruths > 0) curves.set(place + 1, precisionRecallCurve(scores, labels, groundTruths));
    }
    return curves;
  }

  /** All that {@link VocEvaluator.merge} needs elsewhere: a copy, without boxes. */
  state(): VocState {
    return {kind: 'voc', ...this.#settings, sized: this.#sized, images: this.#images.ids(), log: this.#log.state()};
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
    const {sized} = state;
    if (sized !== null && (typeof sized !== 'boolean' || (this.#sized !== null && sized !== this.#sized))) {
      throw new StateError(
        'sized',
        String(sized),
        `${this.#sized ?? 'true, false or null'}: images are added with their sizes, or all without`,
      );
    }
    checkVocLog(state.images, state.log, this.#settings.numClasses);
    for (const imageId of state.images) this.#images.check(imageId);
    this.#log.append(state.log, this.#images.size);
    for (const imageId of state.images) this.#images.add(imageId);
    this.#sized ??= sized;
  }

  /** What areas are measured in: the image's size in pixels, or 1 where shares of it count; undefined where it is not known. */
  #pixelsOf(size: ImageSize | undefined): ImageSize | undefined {
    if (size !== undefined) checkSize(size);
    if (this.#settings.areaUnit === 'image') return {height: 1, width: 1};
    if (this.#sized !== null && this.#sized !== (size !== undefined)) {
      throw new OptionError(
        'size',
        size,
        this.#sized ? 'the height and width of the image, as of those before' : 'left out, as of images before',
      );
    }
    return size;
  }

  /** The areas that a box belongs to, bits in the order of `BOX_AREAS`. */
  #areasOf(boxes: Float32Array, row: number, pixels: ImageSize | undefined): number {
    if (pixels === undefined) return 1;
    const width = ((boxes[4 * row + 3] as number) - (boxes[4 * row + 1] as number)) * pixels.width;
    const height = ((boxes[4 * row + 2] as number) - (boxes[4 * row] as number)) * pixels.height;
    const {small, medium, large} = this.#settings.areaRanges;
    const area = width * height;
    return 1 | (isIn(area, small) << 1) | (isIn(area, medium) << 2) | (isIn(area, large) << 3);
  }

  #scores(area: BoxArea): ClassScores[] {
    return this.#pools(area).map((pool) => ({
      averagePrecision: this.#averagePrecision(pool),
      groundTruths: pool.groundTruths,
      detections: pool.scores.length,
    }));
  }

  #curvePools(area: BoxArea): Pool[] {
    if (!BOX_AREAS.includes(area)) throw new OptionError('area', area, `one of ${BOX_AREAS.join(', ')}`);
    if (area !== 'all' && this.#sized === false) {
      throw new OptionError('area', area, "'all' where images are added without their sizes. Pass add a size, or areaUnit 'image'");
    }
    return this.#pools(area);
  }

  #pools(area: BoxArea): Pool[] {
    return this.#log.pools(this.#images.ranks(), this.#settings.groupOfWeight, BOX_AREAS.indexOf(area));
  }

  #averagePrecision({scores, labels, groundTruths}: Pool): number {
    return groundTruths === 0 ? NaN : averagePrecision(scores, labels, groundTruths, this.#settings.interpolation);
  }
}

function meanOf(scores: readonly ClassScores[]): number {
  const measured = scores.filter(({groundTruths}) => groundTruths > 0);
  const sum = measured.reduce((total, entry) => total + entry.averagePrecision, 0);
  return measured.length === 0 ? NaN : sum / measured.length;
}

function bySize<T>(
  sizes: readonly (readonly [BoxSize, ClassScores[]])[] | undefined,
  take: (scores: ClassScores[]) => T,
): Readonly<Record<BoxSize, T>> | undefined {
  return sizes === undefined ? undefined : (Object.fromEntries(sizes.map(([size, scores]) => [size, take(scores)])) as Record<BoxSize, T>);
}
