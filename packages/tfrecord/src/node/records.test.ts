import {createHash} from 'node:crypto';
import {mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {hasCode} from '@oid/core';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {collect} from '../../fixtures/golden.ts';
import {readRecords} from './read-records.ts';
import {RecordFile} from './record-file.ts';
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

async function flip(path: string, at: number): Promise<void> {
  const bytes = await readFile(path);
  bytes[at] = (bytes[at] as number) ^ 1;
  await writeFile(path, bytes);
}

function hash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
