import {flipBoxesHorizontally} from '@oid/boxes';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {writeTinyRecords} from '../../test/tiny-records.ts';
import {BatchPlanner} from '../batch-planner.ts';
import type {BatchPlan} from '../batch-planner.ts';
import {BatchReader} from './batch-reader.ts';
import {loadPicture} from './load-picture.ts';
import {PictureCache} from './picture-cache.ts';
import {RecordSet} from './record-set.ts';

const path = useTemporaryFolder();
const size = {height: 16, width: 12};
const PICTURE_BYTES = 16 * 12 * 3;
let records: RecordSet;

beforeAll(async () => {
  records = await RecordSet.open([await writeTinyRecords(path('records'), 4)]);
});
afterAll(() => records.close());

const cacheOf = (bytes: number): PictureCache => new PictureCache(records, {size, numClasses: 2, bytes});

type Seen = {plan: BatchPlan; pixels: number[]; boxes: number[][]};

/** Six batches of three of the four pictures, mirrored by chance. */
async function readBatches(bytes: number): Promise<Seen[]> {
  const reader = new BatchReader(cacheOf(bytes), new BatchPlanner(4, {batchSize: 3, horizontalFlip: true, seed: 5}), size);
  const seen: Seen[] = [];
  for (let count = 1; count <= 6; count += 1) {
    const {plan, batch} = await reader.next({last: count === 6});
    seen.push({plan, pixels: [...batch.pixels], boxes: batch.groundTruths.map(({boxes}) => [...boxes])});
  }
  return seen;
}

describe('BatchReader', () => {
  test('gives the planned pictures, boxes mirrored with them', async () => {
    const seen = await readBatches(4 * PICTURE_BYTES);
    const flips = seen.flatMap(({plan}) => plan.entries.map(({flip}) => flip));
    expect(new Set(flips)).toEqual(new Set([true, false]));
    for (const {plan, pixels, boxes} of seen) {
      for (const [position, {index, flip}] of plan.entries.entries()) {
        const {rgb, groundTruth} = await loadPicture(records, index, {size, numClasses: 2});
        expect(boxes[position]).toEqual([...(flip ? flipBoxesHorizontally(groundTruth.boxes) : groundTruth.boxes)]);
        // The first row, from the left or from the right.
        const columns = Array.from({length: 12}, (_, column) => (flip ? 11 - column : column));
        const row = pixels.slice(position * PICTURE_BYTES, position * PICTURE_BYTES + 36);
        expect(row).toEqual(columns.flatMap((column) => [...rgb.subarray(3 * column, 3 * column + 3)]));
      }
    }
  });

  test('gives the same batches whatever the cache has room for', async () => {
    const whole = await readBatches(4 * PICTURE_BYTES);
    expect(await readBatches(0)).toEqual(whole);
    expect(await readBatches(2.5 * PICTURE_BYTES)).toEqual(whole);
  });
});

describe('PictureCache', () => {
  test('decodes once the pictures that it has room for, and the others each time', async () => {
    const cache = cacheOf(2.5 * PICTURE_BYTES);
    const first = await Promise.all([0, 1, 2, 3].map((index) => cache.get(index)));
    const again = await Promise.all([0, 1, 2, 3].map((index) => cache.get(index)));
    expect(again).toEqual(first);
    expect(again.map(({rgb}, index) => rgb === first[index]?.rgb)).toEqual([true, true, false, false]);
  });

  test('decodes once a picture that is asked for twice at a time', async () => {
    const cache = cacheOf(PICTURE_BYTES);
    const [one, other] = await Promise.all([cache.get(3), cache.get(3)]);
    expect(one).toBe(other);
  });
});
