import {Column} from './column.ts';
import {checkColumn, checkImages, checkLog} from './errors/state-error.ts';
import {groupByClass} from './group-rows.ts';

/** The detections of one class that count, by image and then by score, and the truths to be found. */
export type Pool = {scores: Float64Array; labels: Float64Array; groundTruths: number};

/** What an evaluator keeps of its images; plain data, good for JSON and for structured cloning. */
export type VocLogState = {
  /** Place of the class, from 0; then one entry a detection in every column. */
  classes: number[];
  images: number[];
  scores: number[];
  /** 1 for a true detection, 0 for a false one, a group box's weight for the first that finds it. */
  labels: number[];
  /** Boxes to be found, `[K]`, by class: single ones, and group boxes before they are weighed. */
  truths: number[];
  groups: number[];
};

/** Every detection that counts, in the order of images added; and within an image and class by score. */
export class VocLog {
  readonly #classes = new Column(Int32Array);
  readonly #images = new Column(Int32Array);
  readonly #scores = new Column(Float64Array);
  readonly #labels = new Column(Float64Array);
  readonly #truths: Float64Array;
  readonly #groups: Float64Array;

  constructor(numClasses: number) {
    this.#truths = new Float64Array(numClasses);
    this.#groups = new Float64Array(numClasses);
  }

  addTruth(place: number, isGroup: boolean): void {
    ((isGroup ? this.#groups : this.#truths)[place] as number)++;
  }

  addDetection(place: number, image: number, score: number, label: number): void {
    this.#classes.push(place);
    this.#images.push(image);
    this.#scores.push(score);
    this.#labels.push(label);
  }

  /** One a class, in order. */
  pools(imageRanks: Int32Array, groupOfWeight: number): Pool[] {
    const {rows, starts} = groupByClass(this.#classes.values(), this.#truths.length, this.#images.values(), imageRanks);
    const [scores, labels] = [this.#scores.values(), this.#labels.values()];
    return Array.from(this.#truths, (single, place) => {
      const own = rows.subarray(starts[place], starts[place + 1]);
      return {
        scores: Float64Array.from(own, (row) => scores[row] as number),
        labels: Float64Array.from(own, (row) => labels[row] as number),
        groundTruths: single + groupOfWeight * (this.#groups[place] as number),
      };
    });
  }

  state(): VocLogState {
    return {
      classes: [...this.#classes.values()],
      images: [...this.#images.values()],
      scores: [...this.#scores.values()],
      labels: [...this.#labels.values()],
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
  checkColumn('log.truths', log.truths, numClasses, {least: 0});
  checkColumn('log.groups', log.groups, numClasses, {least: 0});
}
