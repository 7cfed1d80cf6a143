import {BOX_AREAS} from './area-range.ts';
import type {CocoSettings} from './coco-options.ts';
import {VERDICT_WORDS} from './coco-log.ts';
import type {CocoLog} from './coco-log.ts';
import {groupByClass} from './group-rows.ts';
import {orderByScore} from './order-by-score.ts';

/** Recall levels at which precision is read: 0, 0.01 … 1. */
export const RECALL_LEVELS = 101;

/**
 * Called for every class, area range and threshold of which a truth is to be found.
 *
 * @param found - recall at each of the three `maxDetections`.
 * @param precisions - `[101]`, at the recall levels; good until the next call.
 * @param scores - `[101]`, the score at which the level is reached, 0 where it is not.
 */
export type OnCell = (
  classIndex: number,
  area: number,
  threshold: number,
  found: Float64Array,
  precisions: Float64Array,
  scores: Float64Array,
) => void;

/**
 * Precision over recall of every class, area range and threshold.
 *
 * Only detections that match can raise precision or recall, and there are at most as many of them as truths: so it counts, once a class, the
 * detections of each area range that stand above each match, and then walks the matches alone.
 *
 * @see COCO's evaluation code, `COCOeval.accumulate`.
 */
export function accumulateCoco(log: CocoLog, settings: CocoSettings, imageRanks: Int32Array, onCell: OnCell, only?: number): void {
  const numClasses = settings.classIds.length;
  const [allScores, verdicts, limits] = [log.scores.values(), log.verdicts.values(), log.limits.values()];
  const matchOf = matchesByRow(log);
  const {rows, starts} = groupByClass(log.classes.values(), numClasses, log.images.values(), imageRanks);
  const walk = new MatchWalk(matchOf.count);
  for (let classIndex = 0; classIndex < numClasses; classIndex++) {
    if (only !== undefined && classIndex !== only) continue;
    const truths = log.truths.subarray(4 * classIndex, 4 * classIndex + 4);
    if (truths.every((count) => count === 0)) continue;
    const group = rows.subarray(starts[classIndex], starts[classIndex + 1]);
    const scores = new Float64Array(group.length);
    for (let i = 0; i < group.length; i++) scores[i] = allScores[group[i] as number] as number;
    const order = orderByScore(scores);
    walk.fill(order, group, scores, log.areas.values(), matchOf.matches);
    for (let area = 0; area < BOX_AREAS.length; area++) {
      const count = truths[area] as number;
      if (count === 0) continue;
      for (let threshold = 0; threshold < settings.iouThresholds.length; threshold++) {
        walk.measure(area, threshold, count, verdicts, limits);
        onCell(classIndex, area, threshold, walk.recalls, walk.precisions, walk.scores);
      }
    }
  }
}

function matchesByRow(log: CocoLog): {matches: Int32Array; count: number} {
  const matches = new Int32Array(log.classes.length).fill(-1);
  const rows = log.matchedRows.values();
  for (let k = 0; k < rows.length; k++) matches[rows[k] as number] = k;
  return {matches, count: rows.length};
}

/** The matched detections of one class, by score, and what stands above each. */
class MatchWalk {
  readonly recalls = new Float64Array(3);
  readonly precisions = new Float64Array(RECALL_LEVELS);
  readonly scores = new Float64Array(RECALL_LEVELS);
  #count = 0;
  #topScore = 0;
  readonly #rows: Uint32Array;
  readonly #matches: Uint32Array;
  readonly #scores: Float64Array;
  readonly #areas: Uint8Array;
  /** Detections in the area range that stand above, `[N, 4]`. */
  readonly #above: Uint32Array;
  /** Precision at each true detection, and that detection's score. */
  readonly #curve: Float64Array;
  readonly #curveScores: Float64Array;

  constructor(most: number) {
    this.#rows = new Uint32Array(most);
    this.#matches = new Uint32Array(most);
    this.#scores = new Float64Array(most);
    this.#areas = new Uint8Array(most);
    this.#above = new Uint32Array(4 * most);
    this.#curve = new Float64Array(most);
    this.#curveScores = new Float64Array(most);
  }

  fill(order: Uint32Array, group: Uint32Array, scores: Float64Array, areas: Uint8Array, matches: Int32Array): void {
    let [all, small, medium, large, count] = [0, 0, 0, 0, 0];
    for (let i = 0; i < order.length; i++) {
      const place = order[i] as number;
      const row = group[place] as number;
      const bits = areas[row] as number;
      const match = matches[row] as number;
      if (match !== -1) {
        this.#rows[count] = row;
        this.#matches[count] = match;
        this.#scores[count] = scores[place] as number;
        this.#areas[count] = bits;
        this.#above[4 * count] = all;
        this.#above[4 * count + 1] = small;
        this.#above[4 * count + 2] = medium;
        this.#above[4 * count + 3] = large;
        count++;
      }
      all += bits & 1;
      small += (bits >>> 1) & 1;
      medium += (bits >>> 2) & 1;
      large += (bits >>> 3) & 1;
    }
    this.#count = count;
    this.#topScore = order.length === 0 ? 0 : (scores[order[0] as number] as number);
  }

  measure(area: number, threshold: number, truths: number, verdicts: Int32Array, limits: Uint8Array): void {
    const bit = 1 << threshold;
    const [recalls, curve] = [this.recalls.fill(0), this.#curve];
    let found = 0;
    // Matched detections of this area range so far: they are not among the mistakes that stand above.
    let matched = 0;
    for (let k = 0; k < this.#count; k++) {
      const word = VERDICT_WORDS * (this.#matches[k] as number) + 2 * area;
      const isTrue = ((verdicts[word] as number) & bit) !== 0;
      if (isTrue) {
        const mistakes = (this.#above[4 * k + area] as number) - matched;
        curve[found] = (found + 1) / (mistakes + found + 1 + Number.EPSILON);
        this.#curveScores[found] = this.#scores[k] as number;
        found++;
        (recalls[limits[this.#rows[k] as number] as number] as number)++;
      }
      const ignored = ((verdicts[word + 1] as number) & bit) !== 0;
      if ((isTrue || ignored) && (((this.#areas[k] as number) >>> area) & 1) === 1) matched++;
    }
    const few = recalls[0] as number;
    const some = few + (recalls[1] as number);
    recalls[0] = few / truths;
    recalls[1] = some / truths;
    recalls[2] = found / truths;
    for (let k = found - 1; k > 0; k--) if ((curve[k] as number) > (curve[k - 1] as number)) curve[k - 1] = curve[k] as number;
    this.#read(found, truths);
  }

  /** Reads the curve at the recall levels. */
  #read(found: number, truths: number): void {
    this.precisions[0] = found === 0 ? 0 : (this.#curve[0] as number);
    this.scores[0] = this.#topScore;
    let k = 0;
    for (let level = 1; level < RECALL_LEVELS; level++) {
      // The level as the reference has it, 35 * 0.01 and not 0.35.
      while (k < found && (k + 1) / truths < level * 0.01) k++;
      this.precisions[level] = k < found ? (this.#curve[k] as number) : 0;
      this.scores[level] = k < found ? (this.#curveScores[k] as number) : 0;
    }
  }
}
