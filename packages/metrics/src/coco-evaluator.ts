import {checkBoxes} from '@oid/boxes';
import {checkFinite, OptionError} from '@oid/core';
import type {Detections, ImageSize} from '@oid/core';
import {BOX_AREAS, isIn} from './area-range.ts';
import type {BoxArea} from './area-range.ts';
import {checkDetections, checkGroundTruth, checkLength, checkSize} from './check-image.ts';
import {accumulateCoco, RECALL_LEVELS} from './coco-accumulate.ts';
import type {OnCell} from './coco-accumulate.ts';
import {areasOf, checkXywh, yxyxToXywh} from './coco-image.ts';
import type {CocoGroundTruth, CocoPixels} from './coco-image.ts';
import {checkCocoLog, CocoLog, VERDICT_WORDS} from './coco-log.ts';
import type {CocoLogState} from './coco-log.ts';
import {CocoMatcher} from './coco-match.ts';
import {resolveCocoOptions} from './coco-options.ts';
import type {CocoEvaluatorOptions, CocoSettings} from './coco-options.ts';
import {findThreshold, summarizeCoco} from './coco-summary.ts';
import type {CocoResult} from './coco-summary.ts';
import {ClassRangeError} from './errors/class-range-error.ts';
import {checkSameState} from './errors/state-error.ts';
import {groupRows} from './group-rows.ts';
import {ImageList} from './image-list.ts';
import {sortRowsByScore} from './order-by-score.ts';

export type CocoCurvesOptions = {
  /** One of the evaluator's IoU thresholds. @default 0.5 */
  iouThreshold?: number | undefined;
  /** @default 'all' */
  area?: BoxArea | undefined;
};

export type CocoCurveOptions = CocoCurvesOptions & {classId: number};

/** Interpolated precision over recall. */
export type CocoCurve = {
  /** `[101]`: 0, 0.01 … 1. */
  recall: Float64Array;
  /** `[101]`, the highest precision at that recall or above; 0 where it is not reached. All NaN for a class without truths. */
  precision: Float64Array;
  /** `[101]`, the score down to which detections must be taken to reach the recall; 0 where it is not reached. */
  scores: Float64Array;
};

/** Plain data, good for JSON and for `postMessage`. */
export type CocoState = {
  kind: 'coco';
  classIds: readonly number[];
  iouThresholds: readonly number[];
  maxDetections: readonly number[];
  areaRanges: CocoSettings['areaRanges'];
  images: string[];
  log: CocoLogState;
};

/**
 * COCO's detection metrics over images that are added one by one, here or in other workers.
 *
 * A detection counts if it is among the best `maxDetections` of its class in its image. Equal scores rank by image id, whole numbers by value,
 * then in the order given; so neither the order of images nor of merges changes a bit of the result.
 *
 * @see Lin et al., Microsoft COCO: Common Objects in Context, 2014; agrees with its evaluation code, pycocotools.
 */
export class CocoEvaluator {
  readonly #settings: CocoSettings;
  readonly #places: ReadonlyMap<number, number>;
  readonly #matcher: CocoMatcher;
  readonly #images = new ImageList();
  readonly #log: CocoLog;

  /** @throws OptionError (`core/option`) for an option out of range. */
  constructor(options: CocoEvaluatorOptions) {
    this.#settings = resolveCocoOptions(options);
    const {classIds, iouThresholds, areaRanges} = this.#settings;
    this.#places = new Map(classIds.map((id, place) => [id, place]));
    this.#matcher = new CocoMatcher(
      iouThresholds,
      BOX_AREAS.map((area) => areaRanges[area]),
    );
    this.#log = new CocoLog(classIds.length);
  }

  /**
   * Adds one image; an error leaves the evaluator as it was. Images without truths count too: their detections are false.
   * Detections need not be sorted; those without area count as false.
   *
   * @param imageId - any string, unique among the images added.
   * @param size - of the image in pixels, to which areas refer.
   * @throws DuplicateImageError for an id added before; ClassRangeError for a class that is not the evaluator's; InvalidBoxError
   * (`boxes/invalid`) for a box that is NaN, infinite or reversed; NotFiniteError for such a score or area; ShapeError when columns differ in
   * length; OptionError for a size that is not positive.
   */
  add(imageId: string, groundTruth: CocoGroundTruth, detections: Detections, size: ImageSize): void {
    checkGroundTruth({boxes: groundTruth.boxes, classes: groundTruth.classes}, undefined);
    checkDetections(detections, undefined);
    checkBoxes(detections.boxes, 'detections.boxes');
    checkSize(size);
    const {height, width} = size;
    this.addPixels(imageId, {
      groundTruth: {
        xywh: yxyxToXywh(groundTruth.boxes, height, width),
        classes: groundTruth.classes,
        crowd: groundTruth.crowd,
        areas: groundTruth.areas === undefined ? undefined : Float64Array.from(groundTruth.areas),
      },
      detections: {
        xywh: yxyxToXywh(detections.boxes, height, width),
        scores: Float64Array.from(detections.scores),
        classes: detections.classes,
      },
    });
  }

  /**
   * Adds one image in COCO's own layout, to the full precision of its files; otherwise as {@link CocoEvaluator.add}.
   *
   * @throws what `add` throws, with a box of negative width or height as reversed.
   */
  addPixels(imageId: string, {groundTruth, detections}: CocoPixels): void {
    this.#images.check(imageId);
    const truthCount = checkXywh('groundTruth.xywh', groundTruth.xywh, groundTruth.classes.length);
    const foundCount = checkXywh('detections.xywh', detections.xywh, detections.classes.length);
    if (groundTruth.crowd !== undefined) checkLength('groundTruth.crowd', groundTruth.crowd, truthCount);
    if (groundTruth.areas !== undefined) {
      checkLength('groundTruth.areas', groundTruth.areas, truthCount);
      checkFinite(groundTruth.areas, 'groundTruth.areas');
    }
    checkLength('detections.scores', detections.scores, foundCount);
    checkFinite(detections.scores, 'detections.scores');
    const truthPlaces = this.#placesOf('groundTruth.classes', groundTruth.classes);
    const foundPlaces = this.#placesOf('detections.classes', detections.classes);
    const areas = groundTruth.areas ?? areasOf(groundTruth.xywh);
    const image = this.#images.add(imageId);
    this.#countTruths(truthPlaces, areas, groundTruth.crowd);
    const {classIds, maxDetections} = this.#settings;
    const truths = groupRows(truthPlaces, classIds.length);
    const found = groupRows(foundPlaces, classIds.length);
    for (let place = 0; place < classIds.length; place++) {
      const foundRows = found.rows.subarray(found.starts[place], found.starts[place + 1]);
      if (foundRows.length === 0) continue;
      sortRowsByScore(foundRows, detections.scores);
      const best = foundRows.length > maxDetections[2] ? foundRows.subarray(0, maxDetections[2]) : foundRows;
      const firstRow = this.#log.classes.length;
      this.#logDetections(place, image, best, detections);
      const truthRows = truths.rows.subarray(truths.starts[place], truths.starts[place + 1]);
      if (truthRows.length === 0) continue;
      const group = {truths: groundTruth.xywh, truthRows, crowd: groundTruth.crowd, areas, found: detections.xywh, foundRows: best};
      this.#logMatches(firstRow, this.#matcher.match(group));
    }
  }

  /** The result over all images so far; more may be added afterwards. */
  result(): CocoResult {
    return summarizeCoco(this.#log, this.#settings, this.#images.ranks());
  }

  /**
   * The precision-recall curve of one class.
   *
   * @throws OptionError (`core/option`) for a class, threshold or area that is not the evaluator's.
   */
  curve({classId, ...options}: CocoCurveOptions): CocoCurve {
    const place = this.#places.get(classId);
    if (place === undefined) throw new OptionError('classId', classId, `one of the evaluator's ${this.#places.size} class ids`);
    return this.#curves(options, place).get(classId) ?? emptyCurve();
  }

  /**
   * The curves of every class that has truths of the area, by class id, as `report` takes them.
   *
   * @throws OptionError (`core/option`) for a threshold or area that is not the evaluator's.
   */
  curves(options: CocoCurvesOptions = {}): Map<number, CocoCurve> {
    return this.#curves(options);
  }

  #curves({iouThreshold = 0.5, area = 'all'}: CocoCurvesOptions, place?: number): Map<number, CocoCurve> {
    const threshold = findThreshold(this.#settings, iouThreshold);
    if (threshold === -1) throw new OptionError('iouThreshold', iouThreshold, `one of ${this.#settings.iouThresholds.join(', ')}`);
    const wanted = BOX_AREAS.indexOf(area);
    if (wanted === -1) throw new OptionError('area', area, `one of ${BOX_AREAS.join(', ')}`);
    const curves = new Map<number, CocoCurve>();
    const keep: OnCell = (classIndex, cellArea, cellThreshold, _, precision, scores) => {
      if (cellArea !== wanted || cellThreshold !== threshold) return;
      curves.set(this.#settings.classIds[classIndex] as number, {...emptyCurve(), precision: precision.slice(), scores: scores.slice()});
    };
    accumulateCoco(this.#log, this.#settings, this.#images.ranks(), keep, place);
    return curves;
  }

  /** All that {@link CocoEvaluator.merge} needs elsewhere: a copy, without boxes. */
  state(): CocoState {
    return {kind: 'coco', ...this.#settings, images: this.#images.ids(), log: this.#log.state()};
  }

  /**
   * Adds the images of another evaluator, in any order; an error leaves this one as it was.
   *
   * @throws StateError (`metrics/invalid-state`) for a state that is none or comes from other options; DuplicateImageError for an image that
   * both have.
   */
  merge(other: CocoEvaluator | CocoState): void {
    const state = other instanceof CocoEvaluator ? other.state() : other;
    checkSameState(state, {kind: 'coco', ...this.#settings});
    checkCocoLog(state.images, state.log, this.#settings.classIds.length);
    for (const imageId of state.images) this.#images.check(imageId);
    this.#log.append(state.log, this.#images.size);
    for (const imageId of state.images) this.#images.add(imageId);
  }

  #placesOf(argument: string, classes: Int32Array): Int32Array {
    const places = new Int32Array(classes.length);
    for (let i = 0; i < classes.length; i++) {
      const classId = classes[i] as number;
      const place = this.#places.get(classId);
      if (place === undefined) {
        const {classIds} = this.#settings;
        const expected = classIds.every((id, k) => id === k + 1) ? undefined : `one of the ${classIds.length} class ids of this evaluator`;
        throw new ClassRangeError(argument, i, classId, classIds.length, expected);
      }
      places[i] = place;
    }
    return places;
  }

  #countTruths(places: Int32Array, areas: Float64Array, crowd: Uint8Array | undefined): void {
    for (let i = 0; i < places.length; i++) {
      if (crowd?.[i] === 1) continue;
      for (let k = 0; k < BOX_AREAS.length; k++) {
        const [least, most] = this.#settings.areaRanges[BOX_AREAS[k] as BoxArea];
        const area = areas[i] as number;
        if (area >= least && area <= most) (this.#log.truths[4 * (places[i] as number) + k] as number)++;
      }
    }
  }

  #logDetections(place: number, image: number, rows: Uint32Array, {xywh, scores}: CocoPixels['detections']): void {
    const {maxDetections, areaRanges} = this.#settings;
    const {all, small, medium, large} = areaRanges;
    for (let rank = 0; rank < rows.length; rank++) {
      const row = rows[rank] as number;
      const area = (xywh[4 * row + 2] as number) * (xywh[4 * row + 3] as number);
      this.#log.classes.push(place);
      this.#log.scores.push(scores[row] as number);
      this.#log.images.push(image);
      this.#log.limits.push(rank < maxDetections[0] ? 0 : rank < maxDetections[1] ? 1 : 2);
      this.#log.areas.push(isIn(area, all) | (isIn(area, small) << 1) | (isIn(area, medium) << 2) | (isIn(area, large) << 3));
    }
  }

  #logMatches(firstRow: number, candidates: number): void {
    const {places, verdicts} = this.#matcher;
    for (let c = 0; c < candidates; c++) {
      let any = 0;
      for (let word = 0; word < VERDICT_WORDS; word++) any |= verdicts[VERDICT_WORDS * c + word] as number;
      if (any === 0) continue;
      this.#log.matchedRows.push(firstRow + (places[c] as number));
      for (let word = 0; word < VERDICT_WORDS; word++) this.#log.verdicts.push(verdicts[VERDICT_WORDS * c + word] as number);
    }
  }
}

function emptyCurve(): CocoCurve {
  return {
    recall: Float64Array.from({length: RECALL_LEVELS}, (_, level) => level / (RECALL_LEVELS - 1)),
    precision: new Float64Array(RECALL_LEVELS).fill(NaN),
    scores: new Float64Array(RECALL_LEVELS),
  };
}
