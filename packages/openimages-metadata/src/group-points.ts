import type {ImageId, Mid} from '@oid/core';
import type {BoxRow} from './box-rows.ts';
import {GrowableArray} from './growable-array.ts';
import type {ImageRow} from './image-rows.ts';

/** An image with its boxes of the selected classes, N ≥ 1, in the order of the table. */
export type Point = {
  imageId: ImageId;
  image: ImageRow;
  /** float32 `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised, of the image as stored. */
  boxes: Float32Array;
  /** `[N]`. */
  classes: Mid[];
  /** `[N]`, 1 where one box stands for a group; not judged counts as 0. */
  groupOf: Uint8Array;
  /** `[N]`: 1 yes, 0 no, −1 not judged. */
  occluded: Int8Array;
  /** `[N]`: 1 yes, 0 no, −1 not judged. */
  truncated: Int8Array;
  /** `[N]`: 1 yes, 0 no, −1 not judged. */
  depiction: Int8Array;
  /** `[N]`: 1 yes, 0 no, −1 not judged. */
  inside: Int8Array;
};

/**
 * Joins box rows with the image table, image by image. The box rows of an image need not be adjacent. Boxes are held in columns (some 30
 * bytes each), image rows only for images that have a selected box; where an image is listed twice the first row holds.
 *
 * @param options.classes - rows of other classes are left out, and images that have no row left with them.
 * @returns `points`, in the order of the first kept box row of each image, empty when no row was kept; `imagesWithoutIndexRow`, in the same
 * order, the images that have kept boxes but no row in the image table, and so no point.
 */
export async function groupPoints(
  boxRows: AsyncIterable<BoxRow>,
  imageRows: AsyncIterable<ImageRow>,
  options: {classes: ReadonlySet<Mid>},
): Promise<{points: Point[]; imagesWithoutIndexRow: ImageId[]}> {
  const boxes = await collectBoxes(boxRows, options.classes);
  const images = new Map<ImageId, ImageRow>();
  if (boxes.order.size > 0) {
    for await (const row of imageRows) if (boxes.order.has(row.imageId) && !images.has(row.imageId)) images.set(row.imageId, row);
  }
  const rowsByImage = bucket(boxes.imageOf, boxes.order.size);
  const points: Point[] = [];
  const imagesWithoutIndexRow: ImageId[] = [];
  for (const [imageId, index] of boxes.order) {
    const image = images.get(imageId);
    if (image === undefined) imagesWithoutIndexRow.push(imageId);
    else points.push(toPoint(imageId, image, boxes, rowsByImage(index)));
  }
  return {points, imagesWithoutIndexRow};
}

type BoxColumns = {
  /** Images in order of appearance, and their number. */
  order: Map<ImageId, number>;
  imageOf: GrowableArray<Int32Array>;
  mids: Mid[];
  classOf: GrowableArray<Int32Array>;
  coordinates: GrowableArray<Float32Array>;
  flags: Record<(typeof FLAGS)[number], GrowableArray<Int8Array>>;
};

const FLAGS = ['occluded', 'truncated', 'groupOf', 'depiction', 'inside'] as const;

async function collectBoxes(rows: AsyncIterable<BoxRow>, classes: ReadonlySet<Mid>): Promise<BoxColumns> {
  const int8 = (): GrowableArray<Int8Array> => new GrowableArray((length) => new Int8Array(length));
  const int32 = (): GrowableArray<Int32Array> => new GrowableArray((length) => new Int32Array(length));
  const columns: BoxColumns = {
    order: new Map(),
    imageOf: int32(),
    mids: [...classes],
    classOf: int32(),
    coordinates: new GrowableArray((length) => new Float32Array(length)),
    flags: {occluded: int8(), truncated: int8(), groupOf: int8(), depiction: int8(), inside: int8()},
  };
  const classIndex = new Map(columns.mids.map((mid, index) => [mid, index]));
  for await (const row of rows) {
    const classAt = classIndex.get(row.labelName);
    if (classAt === undefined) continue;
    let imageAt = columns.order.get(row.imageId);
    if (imageAt === undefined) {
      imageAt = columns.order.size;
      columns.order.set(row.imageId, imageAt);
    }
    columns.imageOf.push(imageAt);
    columns.classOf.push(classAt);
    for (const coordinate of row.box) columns.coordinates.push(coordinate);
    for (const flag of FLAGS) columns.flags[flag].push(row[flag] === undefined ? -1 : row[flag] ? 1 : 0);
  }
  return columns;
}

/** Counting sort of row numbers by image, stable. */
function bucket(imageOf: GrowableArray<Int32Array>, count: number): (image: number) => Int32Array {
  const ends = new Int32Array(count + 1);
  for (let row = 0; row < imageOf.length; row += 1) ends[imageOf.at(row) + 1] = (ends[imageOf.at(row) + 1] as number) + 1;
  for (let image = 0; image < count; image += 1) ends[image + 1] = (ends[image + 1] as number) + (ends[image] as number);
  const starts = ends.slice();
  const rows = new Int32Array(imageOf.length);
  for (let row = 0; row < imageOf.length; row += 1) {
    const at = starts[imageOf.at(row)] as number;
    rows[at] = row;
    starts[imageOf.at(row)] = at + 1;
  }
  return (image) => rows.subarray(ends[image], ends[image + 1]);
}

function toPoint(imageId: ImageId, image: ImageRow, columns: BoxColumns, rows: Int32Array): Point {
  const boxes = new Float32Array(rows.length * 4);
  rows.forEach((row, n) => {
    for (let k = 0; k < 4; k += 1) boxes[n * 4 + k] = columns.coordinates.at(row * 4 + k);
  });
  const flag = (name: (typeof FLAGS)[number]): Int8Array => Int8Array.from(rows, (row) => columns.flags[name].at(row));
  return {
    imageId,
    image,
    boxes,
    classes: Array.from(rows, (row) => columns.mids[columns.classOf.at(row)] as Mid),
    groupOf: Uint8Array.from(flag('groupOf'), (value) => (value === 1 ? 1 : 0)),
    occluded: flag('occluded'),
    truncated: flag('truncated'),
    depiction: flag('depiction'),
    inside: flag('inside'),
  };
}
