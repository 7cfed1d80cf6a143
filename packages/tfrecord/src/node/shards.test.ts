import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {basename, join} from 'node:path';
import {hasCode, shardOf} from '@oid/core';
import fc from 'fast-check';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {collect} from '../../fixtures/golden.ts';
import {shardName} from '../shard-name.ts';
import {findShards} from './find-shards.ts';
import {readRecords} from './read-records.ts';
import {ShardReader} from './shard-reader.ts';
import type {ReaderPosition, ShardReaderOptions} from './shard-reader.ts';
import {writeRecords} from './write-records.ts';
import {writeShards} from './write-shards.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-shards-'));
});
afterEach(() => rm(folder, {recursive: true}));

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const touch = (...names: string[]): Promise<unknown> => Promise.all(names.map((name) => writeFile(join(folder, name), '')));
const code = (promise: Promise<unknown>): Promise<string | undefined> =>
  promise.then(
    () => undefined,
    (error: unknown) => (error as {code?: string}).code,
  );

/** Files of 5, 0, 9, 3 and 1 records, as fixtures/make_fixtures.py has them. */
async function parts(compression: 'none' | 'gzip' = 'none'): Promise<string[]> {
  const files: string[] = [];
  for (const [number, count] of [5, 0, 9, 3, 1].entries()) {
    const path = join(folder, shardName('part', number, 5));
    await writeRecords(
      path,
      Array.from({length: count}, (_, record) => utf8(`${number}.${record}`)),
      {compression},
    );
    files.push(path);
  }
  return files;
}

const ids = Array.from({length: 40}, (_, at) => (BigInt(at) * 0x0123_4567_89ab_cdefn).toString(16).slice(-16).padStart(16, '0'));

describe('writeShards', () => {
  test("puts each image where its id says, in the order of arrival, whatever the shard's size", async () => {
    const written = await writeShards(
      join(folder, 'train'),
      4,
      ids.map((imageId) => ({imageId, payload: utf8(imageId)})),
      {index: true, bufferBytes: 64},
    );
    expect(written.map(({path}) => basename(path))).toEqual([0, 1, 2, 3].map((index) => shardName('train', index, 4)));
    for (const [shard, {path, records, bytes}] of written.entries()) {
      const expected = ids.filter((id) => shardOf(id, 4) === shard);
      expect((await collect(readRecords(path))).map(text)).toEqual(expected);
      expect(records).toBe(expected.length);
      expect((await stat(path)).size).toBe(bytes);
    }
  });

  test('leaves nothing of a run that fails', async () => {
    await expect(writeShards(join(folder, 'train'), 3, [{imageId: '../../etc', payload: utf8('')}])).rejects.toMatchObject({
      code: 'core/invalid-id',
    });
    expect(await code(findShards(join(folder, '*')))).toBe('tfrecord/shards');
  });
});

describe('findShards', () => {
  test('finds by pattern, by count and by name, once and in order', async () => {
    await touch('train-00001-of-00002', 'train-00000-of-00002', 'train-00000-of-00002.idx', 'test-00000-of-00001', 'old.tfrecord');
    const names = async (...patterns: string[]): Promise<string[]> =>
      (await findShards(patterns.map((pattern) => join(folder, pattern)))).map((path) => basename(path));
    const train = ['train-00000-of-00002', 'train-00001-of-00002'];
    expect(await names('train-?????-of-00002')).toEqual(train);
    expect(await names('train-*', 'train@2')).toEqual(train);
    expect(await names('old.tfrecord', 'test*')).toEqual(['old.tfrecord', 'test-00000-of-00001']);
    expect(await names('*')).toHaveLength(4);
  });

  test('refuses nothing, a part of a set, and two sets in one', async () => {
    await touch('train-00000-of-00003', 'train-00002-of-00003');
    const missing = await findShards(join(folder, 'train-*')).catch((error: unknown) => error as Error);
    expect(hasCode(missing, 'tfrecord/shards')).toBe(true);
    expect((missing as Error).message).toMatch(/1 of 3 shards are missing \(.*train-00001-of-00003\)/);
    expect(await code(findShards(join(folder, 'train@3')))).toBe('tfrecord/shards');
    expect(await code(findShards(join(folder, 'val*')))).toBe('tfrecord/shards');
    await touch('train-00001-of-00003', 'train-00000-of-00001');
    await expect(findShards(join(folder, 'train-*'))).rejects.toThrow(/is there in . and in . shards/);
    expect(await findShards(join(folder, 'train@3'))).toHaveLength(3);
  });
});

describe('ShardReader', () => {
  test("reads in the order of tf.data's deterministic interleave", async () => {
    const files = await parts();
    const golden = JSON.parse(await readFile(new URL('../../fixtures/interleave.json', import.meta.url), 'utf8')) as {
      cycleLength: number;
      blockLength: number;
      order: string[];
    }[];
    expect(golden).toHaveLength(6);
    for (const {order, ...options} of golden) expect((await collect(await ShardReader.open(files, options))).map(text)).toEqual(order);
  });

  test.each(['none', 'gzip'] as const)('goes on exactly where it stopped, %s', async (compression) => {
    const files = await parts(compression);
    const shape = fc.record({cycleLength: fc.integer({min: 1, max: 6}), blockLength: fc.integer({min: 1, max: 5})});
    const property = fc.asyncProperty(shape, fc.array(fc.nat(7), {maxLength: 4}), async (options, stops) => {
      const whole = (await collect(await ShardReader.open(files, options))).map(text);
      const read: string[] = [];
      let from: ReaderPosition | undefined;
      for (const stop of [...stops, Infinity]) {
        const reader = await ShardReader.open(files, {...options, from});
        let left = stop;
        if (left > 0) {
          for await (const record of reader) {
            read.push(text(record));
            left -= 1;
            if (left <= 0) break;
          }
        }
        from = JSON.parse(JSON.stringify(reader.position)) as ReaderPosition;
      }
      expect(read).toEqual(whole);
    });
    await fc.assert(property, {numRuns: 25});
  });

  test('refuses a position of other files, another shape or none', async () => {
    const files = await parts();
    const options: ShardReaderOptions = {cycleLength: 2, blockLength: 2};
    const {position} = await ShardReader.open(files, options);
    const open = (from: ReaderPosition, given = files, over = {}): Promise<string | undefined> =>
      code(ShardReader.open(given, {...options, ...over, from}));
    expect(await open(position)).toBeUndefined();
    expect(await open(position, files.toReversed())).toBe('tfrecord/position');
    expect(await open(position, files, {cycleLength: 3})).toBe('tfrecord/position');
    expect(await open({...position, open: [[7, 0], null]})).toBe('tfrecord/position');
    expect(await open({...position, slot: 2})).toBe('tfrecord/position');
    await writeRecords(files[0] as string, [utf8('another')]);
    expect(await open(position)).toBe('tfrecord/position');
  });
});
