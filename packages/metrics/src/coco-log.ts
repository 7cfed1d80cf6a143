import {Column} from './column.ts';
import {checkColumn, checkImages, checkLog} from './errors/state-error.ts';

/** The bits of a detection's row. Areas in the order of `BOX_AREAS`. */
const AREAS = 4;
export const VERDICT_WORDS: number = 2 * AREAS;

/** What an evaluator keeps of its images; plain data, good for JSON and for structured cloning. */
export type CocoLogState = {
  /** Place of the class, from 0; then one entry a detection in every column. */
  classes: number[];
  scores: number[];
  images: number[];
  /** Index of the least of the three `maxDetections` that admits it. */
  limits: number[];
  /** A bit for each area range that its box lies in. */
  areas: number[];
  /** Rows of the detections that match, and their verdicts, `[N, 8]`. */
  matchedRows: number[];
  verdicts: number[];
  /** Boxes to be found, `[K, 4]`, by class and area range. */
  truths: number[];
};

/** Every detection that counts, in the order of images added; and within an image and class by score. */
export class CocoLog {
  readonly classes: Column<Int32Array> = new Column(Int32Array);
  readonly scores: Column<Float64Array> = new Column(Float64Array);
  readonly images: Column<Int32Array> = new Column(Int32Array);
  readonly limits: Column<Uint8Array> = new Column(Uint8Array);
  readonly areas: Column<Uint8Array> = new Column(Uint8Array);
  readonly matchedRows: Column<Int32Array> = new Column(Int32Array);
  readonly verdicts: Column<Int32Array> = new Column(Int32Array);
  /** `[K, 4]`. */
  readonly truths: Int32Array;

  constructor(numClasses: number) {
    this.truths = new Int32Array(AREAS * numClasses);
  }

  state(): CocoLogState {
    return {
      classes: [...this.classes.values()],
      scores: [...this.scores.values()],
      images: [...this.images.values()],
      limits: [...this.limits.values()],
      areas: [...this.areas.values()],
      matchedRows: [...this.matchedRows.values()],
      verdicts: [...this.verdicts.values()],
      truths: [...this.truths],
    };
  }

  /** Adds another log's rows, whose images follow the `images` that are here. */
  append(state: CocoLogState, images: number): void {
    const rows = this.classes.length;
    this.classes.append(state.classes);
    this.scores.append(state.scores);
    this.images.append(state.images.map((image) => image + images));
    this.limits.append(state.limits);
    this.areas.append(state.areas);
    this.matchedRows.append(state.matchedRows.map((row) => row + rows));
    this.verdicts.append(state.verdicts);
    for (const [index, count] of state.truths.entries()) (this.truths[index] as number) += count;
  }
}

/** @throws StateError (`metrics/invalid-state`) for what is not the state of a log with so many classes. */
export function checkCocoLog(images: readonly string[], log: CocoLogState, numClasses: number): void {
  checkImages(images);
  checkLog(log);
  checkColumn('log.classes', log.classes, undefined, {least: 0, most: numClasses - 1});
  const rows = log.classes.length;
  checkColumn('log.scores', log.scores, rows);
  checkColumn('log.images', log.images, rows, {least: 0, most: images.length - 1});
  checkColumn('log.limits', log.limits, rows, {least: 0, most: 2});
  checkColumn('log.areas', log.areas, rows, {least: 0, most: 15});
  checkColumn('log.matchedRows', log.matchedRows, undefined, {least: 0, most: rows - 1});
  checkColumn('log.verdicts', log.verdicts, VERDICT_WORDS * log.matchedRows.length);
  checkColumn('log.truths', log.truths, 4 * numClasses, {least: 0});
}
