import {boxIoa, boxIou} from '@oid/boxes';
import type {Detections, GroundTruth} from '@oid/core';

/** What a detection counts as. An ignored one, on a difficult or group box, is as if it had not been made. */
export type Verdict = 'true' | 'false' | 'ignored';

/**
 * Judges the detections of one image, by score, highest first, equals by index, each against the truths of its class.
 *
 * It takes the single box that it overlaps most, and no second choice: with an IoU of the threshold or more that box makes it ignored if
 * difficult, true if not found before, false otherwise. One that is not true or ignored by then is ignored if a group box covers the
 * threshold's share of it, else false. Detections of no area are left out.
 *
 * @param judge - called for each detection with its row.
 * @see TensorFlow Object Detection API, `PerImageEvaluation`, group weight 0.
 */
export function matchDetections(
  groundTruth: GroundTruth,
  detections: Detections,
  iouThreshold: number,
  judge: (row: number, verdict: Verdict) => void,
): void {
  const {boxes, scores} = detections;
  const order = Uint32Array.from(scores.keys()).sort((i, j) => (scores[j] as number) - (scores[i] as number) || i - j);
  const found = new Uint8Array(groundTruth.classes.length);
  for (const row of order) {
    const hasArea =
      (boxes[4 * row] as number) < (boxes[4 * row + 2] as number) && (boxes[4 * row + 1] as number) < (boxes[4 * row + 3] as number);
    if (!hasArea) continue;
    const truth = bestTruth(groundTruth, detections, row, iouThreshold);
    if (truth !== -1 && groundTruth.difficult?.[truth]) judge(row, 'ignored');
    else if (truth !== -1 && found[truth] === 0) {
      found[truth] = 1;
      judge(row, 'true');
    } else judge(row, liesInGroup(groundTruth, detections, row, iouThreshold) ? 'ignored' : 'false');
  }
}

/** The single box of the detection's class that it overlaps most, the lowest of equals; -1 if that is less than the threshold. */
function bestTruth(groundTruth: GroundTruth, detections: Detections, row: number, iouThreshold: number): number {
  let best = -1;
  let bestIou = 0;
  for (let i = 0; i < groundTruth.classes.length; i++) {
    if (groundTruth.classes[i] !== detections.classes[row] || groundTruth.groupOf?.[i]) continue;
    const iou = boxIou(groundTruth.boxes, i, detections.boxes, row);
    if (iou > bestIou) {
      best = i;
      bestIou = iou;
    }
  }
  return bestIou >= iouThreshold ? best : -1;
}

function liesInGroup(groundTruth: GroundTruth, detections: Detections, row: number, threshold: number): boolean {
  if (groundTruth.groupOf === undefined) return false;
  for (let i = 0; i < groundTruth.classes.length; i++) {
    if (groundTruth.classes[i] !== detections.classes[row] || !groundTruth.groupOf[i]) continue;
    if (boxIoa(groundTruth.boxes, i, detections.boxes, row) >= threshold) return true;
  }
  return false;
}
