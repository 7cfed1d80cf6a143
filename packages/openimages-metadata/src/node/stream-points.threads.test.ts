import {access, mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createRandom, hasCode} from '@oid/core';
import {ClassList} from '../class-list.ts';
import {groupPoints} from '../group-points.ts';
import {parseBoxRows} from '../box-rows.ts';
import {parseImageRows} from '../image-rows.ts';
import {errorOf} from '../../test/bytes.ts';
import {BOX_HEADER, CLASSES, IMAGE_HEADER} from '../../test/release.ts';
import type * as Built from './stream-points.ts';

// A thread runs what is built: build first.
const DIST = new URL('../../dist/node/stream-points.js', import.meta.url);
const classes = ClassList.parse(CLASSES, {source: 'classes.csv'});
const mids = classes.entries.map(({mid}) => mid);

let folder = '';
let streamPoints: typeof Built.streamPoints;
let boxes = BOX_HEADER;
let images = IMAGE_HEADER;
beforeAll(async () => {
  await access(DIST);
  ({streamPoints} = (await import(DIST.href)) as typeof Built);
  folder = await mkdtemp(join(tmpdir(), 'oid-points-'));
  const random = createRandom(5);
  const word = (): string =>
    random
      .integer(2 ** 32)
      .toString(16)
      .padStart(8, '0');
  const ids = Array.from({length: 3000}, () => word() + word());
  for (const id of ids) images += `${id},train,https://photos.example/${id}_o.jpg,,,,"A, ${id}","two\nlines",1,,,0.0\n`;
  for (let n = 0; n < 20_000; n += 1) {
    const [a, b] = [random.uniform() / 2, 0.5 + random.uniform() / 2].map((value) => value.toFixed(6));
    boxes += `${ids[random.integer(ids.length)]},xclick,${mids[random.integer(mids.length)]},1,${a},${b},${a},${b},0,1,-1,0,0\n`;
  }
  await writeFile(join(folder, 'boxes.csv'), boxes);
  await writeFile(join(folder, 'images.csv'), images);
});
afterAll(() => rm(folder, {recursive: true}));

describe('streamPoints with threads', () => {
  test.each([{memoryMiB: 0}, {memoryMiB: 128}])(
    'gives what groupPoints gives, in the order of the ids ($memoryMiB MiB)',
    async ({memoryMiB}) => {
      const chunks = async function* (text: string): AsyncGenerator<Uint8Array> {
        yield new TextEncoder().encode(text);
      };
      const {points} = await groupPoints(parseBoxRows(chunks(boxes), {source: 'b'}), parseImageRows(chunks(images), {source: 'i'}), {
        classes: new Set(mids),
      });
      const expected = points.toSorted((a, b) => (a.imageId < b.imageId ? -1 : 1));
      let n = 0;
      const options = {classes, wanted: mids, threads: 2, rangeBytes: 1 << 16, memoryMiB};
      for await (const point of streamPoints(join(folder, 'boxes.csv'), join(folder, 'images.csv'), options)) {
        const {image, ...rest} = point;
        const {image: expectedImage, ...expectedRest} = expected[n] as (typeof expected)[number];
        expect(rest.imageId).toBe(expectedRest.imageId);
        expect(rest.boxes).toEqual(expectedRest.boxes);
        expect(rest.classes).toEqual(expectedRest.classes);
        expect(rest.truncated).toEqual(expectedRest.truncated);
        expect(image).toEqual(expectedImage);
        n += 1;
      }
      expect(n).toBe(expected.length);
    },
  );

  test('passes on what a thread refuses, and ends its threads when the reader stops early', async () => {
    const broken = join(folder, 'broken.csv');
    await writeFile(broken, `${boxes}0000000000000001,xclick,/m/0k4j,1,0.5,0.25,0,1,0,0,0,0,0\n`);
    const options = {classes, wanted: mids, threads: 2, rangeBytes: 1 << 16};
    const error = await errorOf(async () => {
      for await (const point of streamPoints(broken, join(folder, 'images.csv'), options)) void point;
    });
    expect(hasCode(error, 'openimages-metadata/invalid-box')).toBe(true);
    expect(error).toMatchObject({detail: {line: 20_002}});
    for await (const point of streamPoints(join(folder, 'boxes.csv'), join(folder, 'images.csv'), options)) {
      expect(point.imageId).toHaveLength(16);
      break;
    }
  });
});
