import type {BestMatches} from './arg-max-match.ts';

/** Anchors in columns with their areas, and a box around every run of {@link BLOCK} of them. */
export type AnchorIndex = {
  count: number;
  ymin: Float32Array;
  xmin: Float32Array;
  ymax: Float32Array;
  xmax: Float32Array;
  area: Float32Array;
  /** `[blocks, 4]`, `[ymin, xmin, ymax, xmax]` around the anchors of each block. */
  hulls: Float32Array;
  /** `[blocks]`, area of the smallest and of the largest anchor of each block. */
  leastArea: Float32Array;
  mostArea: Float32Array;
};

/** How a similarity that is 0 without overlap divides the intersection. */
export type OverlapMeasure = {over: 'union' | 'anchor' /** Values below this count as 0. */; threshold: number};

/** Anchors of a run lie close together and are alike in size, so most runs are passed over after a look at their hull. */
const BLOCK = 32;

/** Bound of IoU from which a block is looked at first. */
const PROMISE = 0.3;

/** More than what rounding to float32 can add to an IoU. */
const ROUNDING = 1 + 1e-5;

const f = Math.fround;

/** Lays out checked anchors `[N, 4]` for {@link bestOverlaps}. */
export function indexAnchors(anchors: Float32Array): AnchorIndex {
  const count = anchors.length / 4;
  const column = (c: number): Float32Array => Float32Array.from({length: count}, (_, j) => anchors[4 * j + c] as number);
  const [ymin, xmin, ymax, xmax] = [column(0), column(1), column(2), column(3)];
  const area = new Float32Array(count);
  const hulls = new Float32Array(4 * Math.ceil(count / BLOCK));
  for (let k = 0; k < hulls.length; k += 4) hulls.set([Infinity, Infinity, -Infinity, -Infinity], k);
  const leastArea = new Float32Array(hulls.length / 4).fill(Infinity);
  const mostArea = new Float32Array(hulls.length / 4);
  for (let j = 0; j < count; j++) {
    const block = Math.floor(j / BLOCK);
    const k = 4 * block;
    area[j] = f((ymax[j] as number) - (ymin[j] as number)) * f((xmax[j] as number) - (xmin[j] as number));
    hulls[k] = Math.min(hulls[k] as number, ymin[j] as number);
    hulls[k + 1] = Math.min(hulls[k + 1] as number, xmin[j] as number);
    hulls[k + 2] = Math.max(hulls[k + 2] as number, ymax[j] as number);
    hulls[k + 3] = Math.max(hulls[k + 3] as number, xmax[j] as number);
    leastArea[block] = Math.min(leastArea[block] as number, area[j] as number);
    mostArea[block] = Math.max(mostArea[block] as number, area[j] as number);
  }
  return {count, ymin, xmin, ymax, xmax, area, hulls, leastArea, mostArea};
}

/**
 * Best truth of each anchor and best anchor of each truth, with the values and the ties of `pairwiseIou` or `pairwiseIoa` followed by a search
 * of the whole matrix, without making the matrix. Where nothing overlaps the value is 0 and the index 0. Truths are taken as checked.
 *
 * @param least - columns whose best value lies below this need not be told apart: they may keep any value and row below it. A run of anchors
 * whose size or place allows no more than that, nor more than its truth has already, is not looked at.
 */
export function bestOverlaps(
  index: AnchorIndex,
  truths: Float32Array,
  measure: OverlapMeasure,
  least: number,
): BestMatches & {rowValue: Float32Array} {
  const rows = truths.length / 4;
  const best = {
    columnValue: new Float32Array(index.count),
    columnRow: new Int32Array(index.count),
    rowColumn: new Int32Array(rows),
    rowValue: new Float32Array(rows),
  };
  for (let i = 0; i < rows; i++) scanTruth(index, truths, i, measure.over === 'union', f(measure.threshold), least, best);
  return best;
}

function scanTruth(
  index: AnchorIndex,
  truths: Float32Array,
  i: number,
  overUnion: boolean,
  threshold: number,
  least: number,
  best: BestMatches & {rowValue: Float32Array},
): void {
  const {ymin, xmin, ymax, xmax, area, hulls, leastArea, mostArea, count} = index;
  const {columnValue, columnRow} = best;
  const y0 = truths[4 * i] as number;
  const x0 = truths[4 * i + 1] as number;
  const y1 = truths[4 * i + 2] as number;
  const x1 = truths[4 * i + 3] as number;
  const ownArea = f(f(y1 - y0) * f(x1 - x0));
  let bestColumn = 0;
  let bestValue = 0;
  // Blocks of promise first, so that the second sweep knows a good value to pass over blocks by.
  for (let sweep = 0; sweep < 2; sweep++) {
    for (let block = 0; block < leastArea.length; block++) {
      const k = 4 * block;
      const hullBottom = hulls[k + 2] as number;
      const hullTop = hulls[k] as number;
      const hullHeight = (hullBottom < y1 ? hullBottom : y1) - (hullTop > y0 ? hullTop : y0);
      if (hullHeight <= 0) continue;
      const hullRight = hulls[k + 3] as number;
      const hullLeft = hulls[k + 1] as number;
      const hullWidth = (hullRight < x1 ? hullRight : x1) - (hullLeft > x0 ? hullLeft : x0);
      if (hullWidth <= 0) continue;
      // No anchor of the block shares more than this with the truth, and no union is smaller.
      const mostShared = Math.min(hullHeight * hullWidth, mostArea[block] as number);
      const most = overUnion ? (mostShared / Math.max(ownArea, leastArea[block] as number)) * ROUNDING : 1;
      if (most >= PROMISE === (sweep === 1) || (most < least && most < bestValue)) continue;
      const start = block * BLOCK;
      const end = Math.min(count, start + BLOCK);
      for (let j = start; j < end; j++) {
        const top = ymin[j] as number;
        const bottom = ymax[j] as number;
        const height = f((bottom < y1 ? bottom : y1) - (top > y0 ? top : y0));
        const left = xmin[j] as number;
        const right = xmax[j] as number;
        const width = f((right < x1 ? right : x1) - (left > x0 ? left : x0));
        if (height <= 0 || width <= 0) continue;
        const shared = f(height * width);
        const other = area[j] as number;
        const value = f(shared / (overUnion ? f(f(ownArea + other) - shared) : other));
        if (!(value >= threshold)) continue;
        if (value > (columnValue[j] as number)) {
          columnValue[j] = value;
          columnRow[j] = i;
        }
        if (value > bestValue || (value === bestValue && j < bestColumn)) {
          bestValue = value;
          bestColumn = j;
        }
      }
    }
  }
  best.rowColumn[i] = bestColumn;
  best.rowValue[i] = bestValue;
}

/** The plain similarity of Faster R-CNN and SSD. */
export const OVER_UNION: OverlapMeasure = {over: 'union', threshold: 0};
