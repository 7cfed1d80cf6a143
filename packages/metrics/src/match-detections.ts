import {boxIoa, boxIou} from '@oid/boxes';
import type {Detections, GroundTruth} from '@oid/core';
import {orderByScore} from './order-by-score.ts';

/** What a detection counts as. An ignored one is as if it had not been made; `group` is the first to find a group box. */
export type Verdict = 'true' | 'false' | 'ignored' | 'group';

/**
 * Judges the detections of one image, by score, highest first, equals by index, each against the truths of its class.
 *
 * It takes the single box that it overlaps most, and no second choice: with an IoU of the threshold or more that box makes it ignored if
 * difficult, true if not found before, false otherwise. One that is not true or ignored by then takes the group box that covers most of it: if
 * that is the threshold's share or more, it is `group` as the first on that box, else ignored. Detections of no area are left out.
 *
 * @param judge - called for each detection with its row; `truth` is the row of the box that a `true` or a `group` one has found.
 * @see TensorFlow Object Detection API, `PerImageEvaluation`.
 */
export function matchDetections(
  groundTruth: GroundTruth,
  detections: Detections,
  iouThreshold: number,
  judge: (row: number, verdict: Verdict, truth: number) => void,
): void {
  const {boxes, classes, scores} = detections;
  const truthsOf = rowsByClass(groundTruth);
  const found = new Uint8Array(groundTruth.classes.length);
  for (const row of orderByScore(scores)) {
    const hasArea =
      (boxes[4 * row] as number) < (boxes[4 * row + 2] as number) && (boxes[4 * row + 1] as number) < (boxes[4 * row + 3] as number);
    if (!hasArea) continue;
    const truths = truthsOf.get(classes[row] as number);
    if (truths === undefined) {
      judge(row, 'false', -1);
      continue;
    }
    const single = mostOverlap(boxIou, groundTruth.boxes, truths.single, boxes, row, iouThreshold);
    if (single !== -1 && groundTruth.difficult?.[single]) judge(row, 'ignored', single);
    else if (single !== -1 && found[single] === 0) {
      found[single] = 1;
      judge(row, 'true', single);
    } else {
      const group = mostOverlap(boxIoa, groundTruth.boxes, truths.group, boxes, row, iouThreshold);
      judge(row, group === -1 ? 'false' : found[group] === 0 && !groundTruth.difficult?.[group] ? 'group' : 'ignored', group);
      if (group !== -1) found[group] = 1;
    }
  }
}

type ClassRows = {single: number[]; group: number[]};

function rowsByClass({classes, groupOf}: GroundTruth): Map<number, ClassRows> {
  const rows = new Map<number, ClassRows>();
  for (let i = 0; i < classes.length; i++) {
    const classId = classes[i] as number;
    let own = rows.get(classId);
    if (own === undefined) rows.set(classId, (own = {single: [], group: []}));
    (groupOf?.[i] ? own.group : own.single).push(i);
  }
  return rows;
}

/** The truth with the largest overlap, the lowest of equals; -1 if that is less than the threshold. */
function mostOverlap(
  overlap: (a: Float32Array, i: number, b: Float32Array, j: number) => number,
  truths: Float32Array,
  rows: readonly number[],
  boxes: Float32Array,
  row: number,
  threshold: number,
): number {
  let best = -1;
  let most = 0;
  for (const i of rows) {
    const value = overlap(truths, i, boxes, row);
    if (value <= most) continue;
    best = i;
    most = value;
  }
  return most >= threshold ? best : -1;
}
