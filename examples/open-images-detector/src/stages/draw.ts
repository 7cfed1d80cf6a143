import {drawBoxes, composeGrid} from '@oid/imaging';
import type {LabelledBox} from '@oid/imaging';
import type {DetectedRecord} from '@oid/trainer';

const LOWEST_SCORE_DRAWN = 0.3;
const CELL_WIDTH = 320;

/** PNG of pairs: ground truth, and what the detector found with a score of at least 0.3; two photos a row. */
export async function drawDetections(records: readonly DetectedRecord[], nameOf: (classId: number) => string): Promise<Uint8Array> {
  const cells: Uint8Array[] = [];
  for (const {encoded, groundTruth, detections} of records) {
    const truth = Array.from(groundTruth.classes, (classId, row) => ({box: boxAt(groundTruth.boxes, row), label: nameOf(classId)}));
    const found: LabelledBox[] = [];
    for (let row = 0; row < detections.count; row += 1) {
      const score = detections.scores[row] as number;
      if (score < LOWEST_SCORE_DRAWN) continue;
      found.push({box: boxAt(detections.boxes, row), label: nameOf(detections.classes[row] as number), score});
    }
    cells.push(await drawBoxes(encoded, truth, {width: CELL_WIDTH}), await drawBoxes(encoded, found, {width: CELL_WIDTH}));
  }
  const captions = records.flatMap(({imageId}) => [`${imageId}: ground truth`, 'detected']);
  return composeGrid(cells, {columns: 4, captions});
}

function boxAt(boxes: Float32Array, row: number): [number, number, number, number] {
  return [boxes[4 * row] as number, boxes[4 * row + 1] as number, boxes[4 * row + 2] as number, boxes[4 * row + 3] as number];
}
