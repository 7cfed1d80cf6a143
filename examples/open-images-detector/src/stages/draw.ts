import {composeMosaic, cropBoxes} from '@oid/imaging';
import type {Box, LabelledBox, MosaicTile} from '@oid/imaging';
import type {DetectedRecord} from '@oid/trainer';

const LOWEST_SCORE_DRAWN = 0.3;
const TILE_SIDE = 320;
const CROPS_DRAWN = 40;

/** PNG of pairs: ground truth, and what the detector found with a score of at least 0.3; two photos a row. */
export async function drawDetections(records: readonly DetectedRecord[], nameOf: (classId: number) => string): Promise<Uint8Array> {
  const tiles = records.flatMap((record): MosaicTile[] => [
    {image: record.encoded, boxes: drawnBoxes(record.groundTruth, nameOf), caption: `${record.imageId}: ground truth`},
    {image: record.encoded, boxes: foundBoxes(record, nameOf), caption: 'detected'},
  ]);
  return composeMosaic(tiles, {columns: 4, tileSide: TILE_SIDE, gap: 16});
}

/** PNG of what lies in the boxes that people drew, a little room around each: up to 40 crops. */
export async function drawCrops(records: readonly DetectedRecord[], nameOf: (classId: number) => string): Promise<Uint8Array> {
  const tiles: MosaicTile[] = [];
  for (const {encoded, groundTruth} of records) {
    const boxes = drawnBoxes(groundTruth, nameOf);
    const corners = boxes.slice(0, CROPS_DRAWN - tiles.length).map(({box}) => box);
    for await (const {index, data} of cropBoxes(encoded, corners, {padding: 0.1, format: 'png'})) {
      tiles.push({image: data, caption: boxes[index]?.label});
    }
  }
  return composeMosaic(tiles, {columns: 8, tileSide: 128, title: 'Crops'});
}

function drawnBoxes({boxes, classes}: DetectedRecord['groundTruth'], nameOf: (classId: number) => string): LabelledBox[] {
  return Array.from(classes, (classId, row) => ({box: boxAt(boxes, row), label: nameOf(classId)}));
}

function foundBoxes({detections: {boxes, scores, classes, count}}: DetectedRecord, nameOf: (classId: number) => string): LabelledBox[] {
  const rows = Array.from({length: count}, (_, row) => row).filter((row) => (scores[row] as number) >= LOWEST_SCORE_DRAWN);
  return rows.map((row) => ({box: boxAt(boxes, row), label: nameOf(classes[row] as number), score: scores[row]}));
}

function boxAt(boxes: Float32Array, row: number): Box {
  return [boxes[4 * row] as number, boxes[4 * row + 1] as number, boxes[4 * row + 2] as number, boxes[4 * row + 3] as number];
}
