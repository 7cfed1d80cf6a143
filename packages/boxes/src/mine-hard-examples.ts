import {checkRange} from '@oid/core';
import {IGNORED, UNMATCHED} from './arg-max-match.ts';
import {checkBoxes} from './check-boxes.ts';
import {checkLength, checkNoNaN} from './check-numbers.ts';
import type {Defaults} from './defaults.ts';

export type MineHardExamplesOptions = {
  /** Most rows that non-maximum suppression leaves; 0 for no limit. @default 64 */
  numHardExamples?: number | undefined;
  /** A row is dropped when its box overlaps that of a harder row by more than this IoU, in [0, 1]; 1 drops none. @default 0.7 */
  iouThreshold?: number | undefined;
  /** Most unmatched rows for each matched one; 0 for no limit. Needs `matches`. @default 0 */
  maxNegativesPerPositive?: number | undefined;
  /** Unmatched rows that are kept in any case where `maxNegativesPerPositive` is set. @default 0 */
  minNegativesPerImage?: number | undefined;
};

export const MINE_HARD_EXAMPLES_DEFAULTS: Defaults<
  MineHardExamplesOptions,
  'numHardExamples' | 'iouThreshold' | 'maxNegativesPerPositive' | 'minNegativesPerImage'
> = {
  numHardExamples: 64,
  iouThreshold: 0.7,
  maxNegativesPerPositive: 0,
  minNegativesPerImage: 0,
};

export type HardExamples = {
  /** Rows kept, in order of falling loss. */
  indices: Int32Array;
  /** Of those, the rows that are matched. */
  numPositives: number;
  /** The rest, ignored rows among them, as the reference counts. */
  numNegatives: number;
};

const f = Math.fround;

/**
 * Chooses the rows of one image with the highest loss. First non-maximum suppression over the decoded boxes with the loss as score (equal
 * losses: lowest row first). Then, with `maxNegativesPerPositive`, it walks that list: P is the number of matched rows in it,
 * `K = max(minNegativesPerImage, floor(ratio · P))`, and a row stays if it is matched or the number of unmatched rows up to and including
 * it is at most K. So ignored rows before the cut stay.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, decoded predictions. N = 0 keeps nothing.
 * @param losses - `[N]`, finite or infinite, not NaN.
 * @param matches - `[N]`, a matcher's result; without it there is no ratio rule.
 * @throws {@link InvalidBoxError} for a bad box; {@link InvalidNumberError} for a loss that is NaN; ShapeError when lengths differ; OptionError
 * for an option out of range.
 * @see Shrivastava et al. 2016, arXiv:1604.03540; SSD, arXiv:1512.02325, §2.2; TensorFlow Object Detection API, `HardExampleMiner`.
 */
export function mineHardExamples(
  boxes: Float32Array,
  losses: Float32Array,
  matches: Int32Array | undefined,
  options: MineHardExamplesOptions = {},
): HardExamples {
  const limit = checkRange('numHardExamples', options.numHardExamples ?? MINE_HARD_EXAMPLES_DEFAULTS.numHardExamples, {
    min: 0,
    integer: true,
  });
  const iouThreshold = f(checkRange('iouThreshold', options.iouThreshold ?? MINE_HARD_EXAMPLES_DEFAULTS.iouThreshold, {min: 0, max: 1}));
  const ratio = options.maxNegativesPerPositive ?? MINE_HARD_EXAMPLES_DEFAULTS.maxNegativesPerPositive;
  checkRange('maxNegativesPerPositive', ratio, {min: 0, max: 1e6});
  const least = options.minNegativesPerImage ?? MINE_HARD_EXAMPLES_DEFAULTS.minNegativesPerImage;
  checkRange('minNegativesPerImage', least, {min: 0, integer: true});
  checkBoxes(boxes, 'boxes');
  checkLength(losses, 'losses', boxes.length / 4, 'one a box');
  checkNoNaN(losses, 'losses');
  if (matches !== undefined) checkLength(matches, 'matches', losses.length, 'one a box');
  const selected = suppress(boxes, losses, limit === 0 ? losses.length : limit, iouThreshold);
  const isPositive = (row: number): boolean => (matches?.[row] ?? IGNORED) >= 0;
  const numPositives = selected.filter(isPositive).length;
  if (matches === undefined || ratio === 0) {
    return {indices: Int32Array.from(selected), numPositives, numNegatives: selected.length - numPositives};
  }
  const most = Math.max(least, Math.floor(f(f(ratio) * numPositives)));
  let negatives = 0;
  const kept = selected.filter((row) => {
    if (matches[row] === UNMATCHED) negatives += 1;
    return isPositive(row) || negatives <= most;
  });
  return {indices: Int32Array.from(kept), numPositives, numNegatives: kept.length - numPositives};
}

/** Rows in order of falling loss, less those whose box overlaps that of a row before them by more than the threshold. */
function suppress(boxes: Float32Array, losses: Float32Array, limit: number, iouThreshold: number): number[] {
  const order = Array.from(losses, (_, row) => row).sort((a, b) => (losses[b] as number) - (losses[a] as number) || a - b);
  const areas = Float32Array.from(order, (_, row) => f(sideOf(boxes, row, 0) * sideOf(boxes, row, 1)));
  const kept: number[] = [];
  for (const row of order) {
    if (kept.length === limit) break;
    // IoU never exceeds 1, so a threshold of 1 needs no comparison.
    const isFree = iouThreshold >= 1 || kept.every((other) => iouOf(boxes, areas, row, other) <= iouThreshold);
    if (isFree) kept.push(row);
  }
  return kept;
}

function sideOf(boxes: Float32Array, row: number, axis: 0 | 1): number {
  return f((boxes[4 * row + 2 + axis] as number) - (boxes[4 * row + axis] as number));
}

function iouOf(boxes: Float32Array, areas: Float32Array, i: number, j: number): number {
  const areaI = areas[i] as number;
  const areaJ = areas[j] as number;
  if (areaI <= 0 || areaJ <= 0) return 0;
  const height =
    Math.min(boxes[4 * i + 2] as number, boxes[4 * j + 2] as number) - Math.max(boxes[4 * i] as number, boxes[4 * j] as number);
  if (height <= 0) return 0;
  const width =
    Math.min(boxes[4 * i + 3] as number, boxes[4 * j + 3] as number) - Math.max(boxes[4 * i + 1] as number, boxes[4 * j + 1] as number);
  if (width <= 0) return 0;
  const intersection = f(f(height) * f(width));
  return f(intersection / f(f(areaI + areaJ) - intersection));
}
