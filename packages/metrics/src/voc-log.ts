import {BOX_AREAS} from './area-range.ts';
import {Column} from './column.ts';
import {checkColumn, checkImages, checkLog} from './errors/state-error.ts';
import {groupByClass} from './group-rows.ts';

/** The detections of one class that count in an area, by image and then by score, and the truths of that area to be found. */
export type Pool = {scores: Float64Array; labels: Float64Array; groundTruths: number};

/** What an evaluator keeps of its images; plain data, good for JSON and for structured cloning. */
export type VocLogState = {
  /** Place of the class, from 0; then one entry a detection in every column. */
  classes: number[];
  images: number[];
  scores: number[];
  /** 1 for a true detection, 0 for a false one, a group box's weight for the first that finds it. */
  labels: number[];
  /** In which areas it counts: the bits of `BOX_AREAS`. */
  areas: number[];
  /** Boxes to be found, `[K, 4]`, by class and area: single ones, and group boxes before they are weighed. */
  truths: number[];
  groups: number[];
};

/** Every detection that counts, in the order of images added; and within an image and class by score. */
export class VocLog {
  readonly #classes = new Column(Int32Array);
  readonly #images = new Column(Int32Array);
  readonly #scores = new Column(Float64Array);
  readonly #labels = new Column(Float64Array);
  readonly #areas = new Column(Uint8Array);
  readonly #truths: Float64Array;
  readonly #groups: Float64Array;

  constructor(numClasses: number) {
    this.#truths = new Float64Array(BOX_AREAS.length * numClasses);
    this.#groups = new Float64Array(BOX_AREAS.length * numClasses);
  }

  /** `areas` are bits in the order of `BOX_AREAS`. */
  addTruth(place: number, isGroup: boolean, areas: number): void {
    const counts = isGroup ? this.#groups : this.#truths;
    for (let k = 0; k < BOX_AREAS.length; k++) (counts[BOX_AREAS.length * place + k] as number) += (areas >> k) & 1;
  }

  addDetection(place: number, image: number, score: number, label: number, areas: number): void {
    this.#classes.push(place);
    this.#images.push(image);
    this.#scores.push(score);
    this.#labels.push(label);
    this.#areas.push(areas);
  }

  /** One a class, in order, of an area by its place in `BOX_AREAS`. */
  pools(imageRanks: Int32Array, groupOfWeight: number, area: number): Pool[] {
    const numClasses = this.#truths.length / BOX_AREAS.length;
    const {rows, starts} = groupByClass(this.#classes.values(), numClasses, this.#images.values(), imageRanks);
    const [scores, labels, areas] = [this.#scores.values(), this.#labels.values(), this.#areas.values()];
    return Array.from({length: numClasses}, (_, place) => {
      const all = rows.subarray(starts[place], starts[place + 1]);
      const own = area === 0 ? all : all.filter((row) => ((areas[row] as number) >> area) & 1);
      const count = BOX_AREAS.length * place + area;
      return {
        scores: Float64Array.from(own, (row) => scores[row] as number),
        labels: Float64Array.from(own, (row) => labels[row] as number),
        groundTruths: (this.#truths[count] as number) + groupOfWeight * (this.#groups[count] as number),
      };
    });
  }

  state(): VocLogState {
    return {
      classes: [...this.#classes.values()],
      images: [...this.#images.values()],
      scores: [...this.#scores.values()],
      labels: [...this.#labels.values()],
      areas: [...this.#areas.values()],
      truths: [...this.#truths],
      groups: [...this.#groups],
    };
  }

  /** Adds another log's rows, whose images follow the `images` that are here. */
  append(state: VocLogState, images: number): void {
    this.#classes.append(state.classes);
    this.#images.append(state.images.map((image) => image + images));
    this.#scores.append(state.scores);
    this.#labels.append(state.labels);
    this.#areas.append(state.areas);
    for (const [place, count] of state.truths.entries()) (this.#truths[place] as number) += count;
    for (const [place, count] of state.groups.entries()) (this.#groups[place] as number) += count;
  }
}

/** @throws StateError (`metrics/invalid-state`) for what is not the state of a log with so many classes. */
export function checkVocLog(images: readonly string[], log: VocLogState, numClasses: number): void {
  checkImages(images);
  checkLog(log);
  checkColumn('log.classes', log.classes, undefined, {least: 0, most: numClasses - 1});
  const rows = log.classes.length;
  checkColumn('log.images', log.images, rows, {least: 0, most: images.length - 1});
  checkColumn('log.scores', log.scores, rows);
  checkColumn('log.labels', log.labels, rows, {least: 0, most: 1});
  checkColumn('log.areas', log.areas, rows, {least: 0, most: 2 ** BOX_AREAS.length - 1});
  checkColumn('log.truths', log.truths, BOX_AREAS.length * numClasses, {least: 0});
  checkColumn('log.groups', log.groups, BOX_AREAS.length * numClasses, {least: 0});
}
