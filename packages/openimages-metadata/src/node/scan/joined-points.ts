import type {ImageId, Mid} from '@oid/core';
import type {CsvRecord} from '../../csv-records.ts';
import type {Point} from '../../group-points.ts';
import type {ImageRow} from '../../image-rows.ts';
import {splitRecord} from '../../split-record.ts';
import type {JoinedPartition} from './join-partition.ts';

/** A point whose image row is made when it is first asked for; most readers want little of it. */
class JoinedPoint implements Point {
  readonly imageId: ImageId;
  readonly classes: Mid[];
  readonly boxes: Float32Array;
  readonly groupOf: Uint8Array;
  readonly occluded: Int8Array;
  readonly truncated: Int8Array;
  readonly depiction: Int8Array;
  readonly inside: Int8Array;
  #image: ImageRow | (() => ImageRow);

  /** The boxes are `from` … `to` of the part's columns. */
  constructor(imageId: ImageId, classes: Mid[], columns: Columns, from: number, to: number, image: () => ImageRow) {
    this.imageId = imageId;
    this.classes = classes;
    this.boxes = columns.boxes.subarray(4 * from, 4 * to);
    this.groupOf = columns.groupOf.subarray(from, to);
    this.occluded = columns.occluded.subarray(from, to);
    this.truncated = columns.truncated.subarray(from, to);
    this.depiction = columns.depiction.subarray(from, to);
    this.inside = columns.inside.subarray(from, to);
    this.#image = image;
  }

  get image(): ImageRow {
    if (typeof this.#image === 'function') this.#image = this.#image();
    return this.#image;
  }
}

type Columns = Pick<Point, 'boxes' | 'groupOf' | 'occluded' | 'truncated' | 'depiction' | 'inside'>;

/** The points of a part in the order of their ids, their arrays views of the part's columns; `missing` is told of images without a record. */
export function* pointsOf(
  part: JoinedPartition,
  mids: readonly Mid[],
  toImageRow: (record: CsvRecord) => ImageRow,
  missing: (imageId: ImageId) => void,
): Generator<Point> {
  const {ids, starts, boxes, classes, flags, places} = part;
  const [occluded, truncated, groupOf, depiction, inside] = flags as [Int8Array, Int8Array, Int8Array, Int8Array, Int8Array];
  // A box that nobody judged counts as one object.
  const columns = {boxes, groupOf: Uint8Array.from(groupOf, (state) => (state === 1 ? 1 : 0)), occluded, truncated, depiction, inside};
  const records = Buffer.from(part.records.buffer);
  for (let g = 0; g < starts.length - 1; g += 1) {
    const imageId = hexOf(ids[2 * g] as number) + hexOf(ids[2 * g + 1] as number);
    const recordAt = places[2 * g] as number;
    if (recordAt === -1) {
      missing(imageId);
      continue;
    }
    const recordEnd = recordAt + (places[2 * g + 1] as number);
    const from = starts[g] as number;
    const to = starts[g + 1] as number;
    const names: Mid[] = [];
    for (let n = from; n < to; n += 1) names.push(mids[classes[n] as number] as Mid);
    yield new JoinedPoint(imageId, names, columns, from, to, () =>
      toImageRow({fields: splitRecord(records.toString('utf8', recordAt, recordEnd)), line: 0}),
    );
  }
}

function hexOf(word: number): string {
  return word.toString(16).padStart(8, '0');
}
