import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gunzipSync, inflateSync} from 'node:zlib';
import {crc32c, hasCode} from '@oid/core';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {collect} from '../../fixtures/golden.ts';
import {hardwareCrc32c} from './hardware-crc32c.ts';
import {indexPath} from './index-path.ts';
import {readRecords} from './read-records.ts';
import {RecordFile} from './record-file.ts';
import {RecordWriter} from './record-writer.ts';
import {writeRecordIndex} from './write-record-index.ts';
import {writeRecords} from './write-records.ts';

const GOLDEN = fileURLToPath(new URL('../../fixtures/detections.tfrecord', import.meta.url));

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-tfrecord-'));
});
afterEach(() => rm(folder, {recursive: true}));

const numbers = (...values: number[]): Uint8Array => Uint8Array.from(values);
const code = (error: unknown): string | undefined => (error as {code?: string}).code;

describe('writeRecords', () => {
  test("rewrites TensorFlow's file byte for byte", async () => {
    const path = join(folder, 'records/train-00000-of-00001');
    expect(await writeRecords(path, readRecords(GOLDEN))).toEqual({records: 3, bytes: 2985});
    expect((await readFile(path)).equals(await readFile(GOLDEN))).toBe(true);
  });

  test('writes more than it holds in memory at once', async () => {
    const payload = (index: number): Uint8Array => new Uint8Array(300_000).fill(index);
    const path = join(folder, 'many');
    const result = await writeRecords(
      path,
      Array.from({length: 12}, (_, index) => payload(index)),
    );
    expect(result).toEqual({records: 12, bytes: 12 * 300_016});
    let index = 0;
    for await (const read of readRecords(path)) {
      expect(hash(read)).toBe(hash(payload(index)));
      index += 1;
    }
    expect(index).toBe(12);
  });

  test('writes an empty file for no records', async () => {
    const path = join(folder, 'empty');
    expect(await writeRecords(path, [])).toEqual({records: 0, bytes: 0});
    expect(await collect(readRecords(path))).toEqual([]);
    const file = await RecordFile.open(path);
    expect(file.count).toBe(0);
    await file.close();
  });

  test('leaves the old file when the records fail half way', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1)]);
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield numbers(2);
      throw new TypeError('no more');
    }
    await expect(writeRecords(path, failing())).rejects.toThrow('no more');
    expect(await collect(readRecords(path))).toEqual([numbers(1)]);
    expect(await readdir(folder)).toEqual(['records']);
  });
});

describe('readRecords', () => {
  test('names the file when it is damaged', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1), numbers(2), numbers(3)]);
    await flip(path, 17 + 12);
    const error = await collect(readRecords(path)).catch((failure: unknown) => failure);
    expect(hasCode(error, 'tfrecord/corrupt')).toBe(true);
    expect((error as Error).message).toContain(`${path}: record at byte 17`);
    expect(await collect(readRecords(path, {onCorrupt: 'skip'}))).toEqual([numbers(1), numbers(3)]);
  });

  test('passes on what Node says of a file that is not there', async () => {
    expect(code(await collect(readRecords(join(folder, 'none'))).catch((error: unknown) => error))).toBe('ENOENT');
  });
});

describe('RecordFile', () => {
  test('reads in any order and several at once', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(), numbers(1), numbers(2, 2)]);
    const file = await RecordFile.open(path);
    expect(file.count).toBe(3);
    expect(await Promise.all([2, 0, 1, 2].map((index) => file.read(index)))).toEqual([numbers(2, 2), numbers(), numbers(1), numbers(2, 2)]);
    for (const index of [3, -1, 0.5, Number.NaN]) expect(code(await file.read(index).catch((error: unknown) => error))).toBe('core/option');
    await file.close();
    expect(code(await file.read(1).catch((error: unknown) => error))).toBe('EBADF');
  });

  test('opens a file with a damaged payload, and refuses that record alone', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1), numbers(2)]);
    await flip(path, 17 + 12);
    const file = await RecordFile.open(path);
    expect(await file.read(0)).toEqual(numbers(1));
    await expect(file.read(1)).rejects.toMatchObject({code: 'tfrecord/corrupt', detail: {source: path, byteOffset: 17, part: 'payload'}});
    await file.close();
  });

  test('does not open a file with a damaged length or a missing end', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1), numbers(2)]);
    const whole = await readFile(path);
    for (const length of [20, 33]) {
      await writeFile(path, whole.subarray(0, length));
      await expect(RecordFile.open(path)).rejects.toMatchObject({code: 'tfrecord/truncated', detail: {byteOffset: 17}});
    }
    await writeFile(path, whole);
    await flip(path, 17);
    await expect(RecordFile.open(path)).rejects.toMatchObject({code: 'tfrecord/corrupt', detail: {byteOffset: 17, part: 'length'}});
  });

  test('says so when the file got shorter after it was opened', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1), numbers(2)]);
    const file = await RecordFile.open(path);
    await writeFile(path, (await readFile(path)).subarray(0, 30));
    await expect(file.read(1)).rejects.toMatchObject({code: 'tfrecord/truncated'});
    await file.close();
  });
});

describe('compressed files', () => {
  const fixture = (name: string): string => fileURLToPath(new URL(`../../fixtures/${name}`, import.meta.url));

  test.each(['gzip', 'zlib'] as const)("reads TensorFlow's %s, and tells it from the first bytes", async (compression) => {
    const path = fixture(`detections.${compression}.tfrecord`);
    const records = await collect(readRecords(path));
    expect(records).toHaveLength(3003);
    expect(records.slice(0, 3)).toEqual(await collect(readRecords(GOLDEN)));
    expect(new TextDecoder().decode(records.at(-1))).toBe('002999');
    expect(await collect(readRecords(path, {compression}))).toEqual(records);
    expect(code(await collect(readRecords(path, {compression: 'none'})).catch((error: unknown) => error))).toBe('tfrecord/corrupt');
  });

  test.each(['gzip', 'zlib'] as const)('packs %s to the very records that went in', async (compression) => {
    const path = join(folder, 'packed');
    const {records, bytes} = await writeRecords(path, readRecords(fixture(`detections.${compression}.tfrecord`)), {
      compression,
      bufferBytes: 100,
    });
    const packed = await readFile(path);
    expect([records, bytes]).toEqual([3003, packed.length]);
    const unpack = compression === 'gzip' ? gunzipSync : inflateSync;
    expect(unpack(packed).equals(unpack(await readFile(fixture(`detections.${compression}.tfrecord`))))).toBe(true);
  });

  test('names a compressed file that is damaged or cut', async () => {
    const whole = await readFile(fixture('detections.gzip.tfrecord'));
    const path = join(folder, 'cut');
    for (const broken of [
      whole.subarray(0, 9000),
      Buffer.concat([whole.subarray(0, 9000), Buffer.alloc(500, 0xff), whole.subarray(9500)]),
    ]) {
      await writeFile(path, broken);
      const error = await collect(readRecords(path, {onCorrupt: 'skip'})).catch((failure: unknown) => failure);
      expect(error).toMatchObject({code: 'tfrecord/compression', detail: {source: path, compression: 'gzip'}});
    }
  });

  test('has no index', async () => {
    await expect(writeRecords(join(folder, 'x'), [], {compression: 'gzip', index: true})).rejects.toMatchObject({code: 'core/option'});
  });
});

describe('index', () => {
  test('is written with the records, and the same as one made later', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, readRecords(GOLDEN), {index: true, bufferBytes: 12});
    expect((await readFile(path)).equals(await readFile(GOLDEN))).toBe(true);
    const written = await readFile(indexPath(path), 'utf8');
    expect(written).toMatch(/^0 \d+\n\d+ \d+\n\d+ \d+\n# 3 records, fingerprint [0-9a-f]{8}\n$/);
    await writeRecordIndex(path);
    expect(await readFile(indexPath(path), 'utf8')).toBe(written);
  });

  test('gives the records that walking the file gives', async () => {
    const path = join(folder, 'records');
    const payloads = Array.from({length: 200}, (_, at) => new Uint8Array((at * 97) % 3000).fill(at));
    await writeRecords(path, payloads, {index: true});
    const [indexed, walked] = [await RecordFile.open(path, {index: 'require'}), await RecordFile.open(path, {index: 'ignore'})];
    expect([indexed.indexed, walked.indexed]).toEqual([true, false]);
    expect(indexed.fingerprint).toBe(walked.fingerprint);
    expect(indexed.count).toBe(200);
    for (const at of [199, 0, 77]) {
      expect(await indexed.read(at)).toEqual(payloads[at]);
      expect(indexed.byteOffset(at)).toBe(walked.byteOffset(at));
    }
    await Promise.all([indexed.close(), walked.close()]);
  });

  test('that does not fit the file is passed over, or refused where it is required', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1), numbers(2, 2)], {index: true});
    const old = await readFile(indexPath(path), 'utf8');
    await writeRecords(path, [numbers(1), numbers(2, 2), numbers(3)]);
    for (const bad of [old, 'offset 0', '0 18\n18 35\n']) {
      await writeFile(indexPath(path), bad);
      const file = await RecordFile.open(path);
      expect([file.indexed, file.count, await file.read(2)]).toEqual([false, 3, numbers(3)]);
      await file.close();
      await expect(RecordFile.open(path, {index: 'require'})).rejects.toMatchObject({code: 'tfrecord/index'});
    }
    await rm(indexPath(path));
    await expect(RecordFile.open(path, {index: 'require'})).rejects.toMatchObject({code: 'tfrecord/index'});
  });

  test('that leads to no record never gives out other bytes', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1), numbers(2, 2), numbers(3, 3), numbers(4)], {index: true});
    await writeFile(indexPath(path), '0 17\n17 20\n37 16\n53 17\n'); // the ends and the sum are right, the middle is not
    const file = await RecordFile.open(path);
    expect(file.indexed).toBe(true);
    expect(await file.read(3)).toEqual(numbers(4));
    await expect(file.read(1)).rejects.toMatchObject({code: 'tfrecord/index'});
    await file.close();
  });

  test('makes way when the records are written without one', async () => {
    const path = join(folder, 'records');
    await writeRecords(path, [numbers(1)], {index: true});
    await writeRecords(path, [numbers(2)]);
    expect(await readdir(folder)).toEqual(['records']);
  });
});

describe('RecordWriter', () => {
  test('takes payloads of any size beside its buffer, and lets them change after each write', async () => {
    for (const bufferBytes of [12, 13, 40, 1000]) {
      const path = join(folder, `records-${bufferBytes}`);
      const writer = await RecordWriter.create(path, {bufferBytes, index: true});
      const payload = new Uint8Array(100);
      const sizes = [0, 1, 12, 13, 25, 100, 7, 12, 0];
      for (const [at, size] of sizes.entries()) await writer.write(payload.fill(at).subarray(0, size));
      expect(await writer.commit()).toMatchObject({records: sizes.length});
      expect(await collect(readRecords(path))).toEqual(sizes.map((size, at) => new Uint8Array(size).fill(at)));
      const file = await RecordFile.open(path, {index: 'require'});
      expect(await file.read(3)).toEqual(new Uint8Array(13).fill(3));
      await file.close();
    }
  });

  test.each([{compression: 'lz4' as 'gzip'}, {level: 10}, {bufferBytes: 0}])('refuses %j', async (options) => {
    await expect(RecordWriter.create(join(folder, 'x'), options)).rejects.toMatchObject({code: 'core/option'});
    expect(await readdir(folder)).toEqual([]);
  });
});

test('the processor and the table agree', () => {
  for (const length of [0, 1, 511, 512, 513, 70_000]) {
    const bytes = Uint8Array.from({length}, (_, at) => (at * 31) ^ (at >> 8));
    expect(hardwareCrc32c(bytes)).toBe(crc32c(bytes));
    expect(hardwareCrc32c(bytes.subarray(3))).toBe(crc32c(bytes.subarray(3)));
  }
});

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  await writeFile(path, bytes);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
