import type {ImageId, Mid} from '@oid/core';
import type {CsvRecord} from '../../csv-records.ts';
import type {Point} from '../../group-points.ts';
import type {ImageRow} from '../../image-rows.ts';
import {splitRecord} from '../../split-record.ts';
import type {JoinedPartition} from './join-partition.ts';

/**
 * The points of a part in the order of their ids, and by `missing` the images without a record. A point's arrays are views of the part's columns; its
 * image row is made when it is first asked for.
 */
export function* pointsOf(
  part: JoinedPartition,
  mids: readonly Mid[],
  toImageRow: (record: CsvRecord) => ImageRow,
  missing: (imageId: ImageId) => void,
): Generator<Point> {
  const {ids, starts, boxes, classes, flags, places} = part;
  const [occluded, truncated, groupOf, depiction, inside] = flags as [Int8Array, Int8Array, Int8Array, Int8Array, Int8Array];
  const records = Buffer.from(part.records.buffer);
  // A box that nobody judged counts as one object.
  const groups = Uint8Array.from(groupOf, (state) => (state === 1 ? 1 : 0));
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
    let image: ImageRow | undefined;
    yield {
      imageId,
      get image() {
        image ??= toImageRow({fields: splitRecord(records.toString('utf8', recordAt, recordEnd)), line: 0});
        return image;
      },
      boxes: boxes.subarray(4 * from, 4 * to),
      classes: names,
      groupOf: groups.subarray(from, to),
      occluded: occluded.subarray(from, to),
      truncated: truncated.subarray(from, to),
      depiction: depiction.subarray(from, to),
      inside: inside.subarray(from, to),
    };
  }
}

function hexOf(word: number): string {
  return word.toString(16).padStart(8, '0');
}
