import {checkRange} from '@oid/core';
import {areaAt} from './box-area.ts';
import {intersectionAt} from './box-iou.ts';
import {checkBoxes} from './check-boxes.ts';

export type MatchAnchorsOptions = {
  /** An anchor that is no truth's own matches its best truth when their IoU is strictly above this, in [0, 1]. @default 0.5 (SSD, §2.2) */
  iouThreshold?: number | undefined;
};

export const MATCH_ANCHORS_DEFAULTS: {readonly iouThreshold: number} = {iouThreshold: 0.5};

/** A truth takes an anchor of its own only where they overlap by more than this. */
const LEAST_IOU = 1e-6;

/**
 * Decides which ground-truth box each anchor is trained on, in two steps. First, greedily, the pair of a free truth and a free anchor with the
 * largest IoU is joined, until every truth has an anchor of its own or overlaps none that is free. Then every anchor left takes the truth
 * that it overlaps most, if their IoU is strictly above the threshold.
 *
 * IoU is rounded to float32 before it is compared. Ties go to the lowest anchor, then to the lowest truth.
 * Memory is in proportion to N + M; time to N · M, plus N each time that two truths want one anchor.
 *
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised; may reach outside [0, 1].
 * @param groundTruthBoxes - `[M, 4]`, the same layout. M = 0 leaves every anchor unmatched.
 * @returns `[N]`, the index of the anchor's truth, or -1 for background.
 * @throws {@link InvalidBoxError} for a box that is NaN, infinite or reversed; ShapeError for a length that is no multiple of 4; OptionError
 * for a threshold outside [0, 1].
 * @see MXNet's `contrib.MultiBoxTarget` without negative mining; Liu et al. 2016, SSD, arXiv:1512.02325, §2.2.
 */
export function matchAnchors(anchors: Float32Array, groundTruthBoxes: Float32Array, options: MatchAnchorsOptions = {}): Int32Array {
  const iouThreshold = checkRange('iouThreshold', options.iouThreshold ?? MATCH_ANCHORS_DEFAULTS.iouThreshold, {min: 0, max: 1});
  checkBoxes(anchors, 'anchors');
  checkBoxes(groundTruthBoxes, 'groundTruthBoxes');
  const anchorCount = anchors.length / 4;
  const truthCount = groundTruthBoxes.length / 4;
  const matches = new Int32Array(anchorCount).fill(-1);
  const areas = new Float64Array(anchorCount);
  for (let j = 0; j < anchorCount; j++) areas[j] = areaAt(anchors, j);

  // Best truth of each anchor, for step 2, and best free anchor of each truth, for step 1; -1 where there is none.
  const row = new Float32Array(anchorCount); // IoU of one truth with every anchor
  const anchorIou = new Float32Array(anchorCount);
  const anchorTruth = new Int32Array(anchorCount);
  const truthIou = new Float32Array(truthCount);
  const truthAnchor = new Int32Array(truthCount);
  for (let i = 0; i < truthCount; i++) {
    fillIouRow(groundTruthBoxes, i, anchors, areas, row);
    for (let j = 0; j < anchorCount; j++) {
      if ((row[j] as number) > (anchorIou[j] as number)) {
        anchorIou[j] = row[j] as number;
        anchorTruth[j] = i;
      }
    }
    const free = bestFree(row, matches);
    truthAnchor[i] = free;
    truthIou[i] = row[free] ?? 0;
  }

  for (let truth = bestTruth(truthIou, truthAnchor); truth !== -1; truth = bestTruth(truthIou, truthAnchor)) {
    const anchor = truthAnchor[truth] as number;
    matches[anchor] = truth;
    truthAnchor[truth] = -1;
    for (let i = 0; i < truthCount; i++) {
      if (truthAnchor[i] !== anchor) continue;
      fillIouRow(groundTruthBoxes, i, anchors, areas, row);
      const free = bestFree(row, matches);
      truthAnchor[i] = free;
      truthIou[i] = row[free] ?? 0;
    }
  }

  for (let j = 0; j < anchorCount; j++) {
    if (matches[j] === -1 && (anchorIou[j] as number) > iouThreshold) matches[j] = anchorTruth[j] as number;
  }
  return matches;
}

function fillIouRow(truths: Float32Array, i: number, anchors: Float32Array, areas: Float64Array, row: Float32Array): void {
  const area = areaAt(truths, i);
  for (let j = 0; j < row.length; j++) {
    const intersection = intersectionAt(truths, i, anchors, j);
    row[j] = intersection > 0 ? intersection / (area + (areas[j] as number) - intersection) : 0;
  }
}

/** The free anchor of largest IoU above the least, the lowest of equals; -1 where there is none. */
function bestFree(row: Float32Array, matches: Int32Array): number {
  let best = -1;
  let bestIou = LEAST_IOU;
  for (let j = 0; j < row.length; j++) {
    if ((row[j] as number) > bestIou && matches[j] === -1) {
      best = j;
      bestIou = row[j] as number;
    }
  }
  return best;
}

/** The free truth whose best anchor is the best of all, equals by anchor, then by truth; -1 when no truth has an anchor left. */
function bestTruth(truthIou: Float32Array, truthAnchor: Int32Array): number {
  let best = -1;
  for (let i = 0; i < truthAnchor.length; i++) {
    if (truthAnchor[i] === -1) continue;
    const difference = best === -1 ? 1 : (truthIou[i] as number) - (truthIou[best] as number);
    if (difference > 0 || (difference === 0 && (truthAnchor[i] as number) < (truthAnchor[best] as number))) best = i;
  }
  return best;
}
