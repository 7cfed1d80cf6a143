import {readFile} from 'node:fs/promises';
import {hasCode} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {collect} from '../fixtures/golden.ts';
import type {RecordCorruptError} from './errors/record-corrupt-error.ts';
import {parseRecords} from './parse-records.ts';
import type {ParseRecordsOptions} from './parse-records.ts';
import {frameRecord} from './record-frame.ts';

async function* pieces(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const sorted = [...cuts.map((cut) => cut % (bytes.length + 1)), 0, bytes.length].toSorted((a, b) => a - b);
  for (const [at, start] of sorted.entries()) yield bytes.subarray(start, sorted[at + 1] ?? bytes.length);
}

function parse(bytes: Uint8Array, options: Partial<ParseRecordsOptions> = {}, cuts: readonly number[] = []): Promise<Uint8Array[]> {
  return collect(parseRecords(pieces(bytes, cuts), {source: 'train-00000-of-00001', ...options}));
}

async function failure(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => expect.unreachable('should have failed'),
    (error: unknown) => error as Error,
  );
}

function file(...payloads: readonly (readonly number[])[]): Uint8Array {
  return Buffer.concat(payloads.map((payload) => frameRecord(Uint8Array.from(payload))));
}

describe('parseRecords', () => {
  test('gives back what was framed, wherever the stream is cut', async () => {
    const property = fc.asyncProperty(
      fc.array(fc.uint8Array({maxLength: 40}), {maxLength: 6}),
      fc.array(fc.nat(), {maxLength: 12}),
      async (payloads, cuts) => {
        expect(await parse(Buffer.concat(payloads.map(frameRecord)), {}, cuts)).toEqual(payloads);
      },
    );
    await fc.assert(property);
  });

  test('reads one byte at a time', async () => {
    const bytes = file([1, 2, 3], [], [4]);
    const cuts = Array.from(bytes, (_, at) => at);
    expect((await parse(bytes, {}, cuts)).map((payload) => [...payload])).toEqual([[1, 2, 3], [], [4]]);
  });

  test('finds no records in no bytes', async () => {
    expect(await parse(new Uint8Array())).toEqual([]);
  });

  test("reads TensorFlow's own file and would write it again byte for byte", async () => {
    const golden = new Uint8Array(await readFile(new URL('../fixtures/detections.tfrecord', import.meta.url)));
    const payloads = await parse(golden, {}, [5, 100, 101]);
    expect(payloads).toHaveLength(3);
    expect(Buffer.concat(payloads.map(frameRecord)).equals(golden)).toBe(true);
  });

  test('finds every flipped bit, whichever it is', async () => {
    const bytes = file([1, 2, 3], [4, 5]);
    const property = fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
      const damaged = bytes.slice();
      damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
      expect(hasCode(await failure(parse(damaged)), 'tfrecord/corrupt')).toBe(true);
    });
    await fc.assert(property);
  });

  test('says where a payload is damaged and what to do', async () => {
    const bytes = file([1, 2, 3], [4, 5]);
    bytes[19 + 12] = 6;
    const error = (await failure(parse(bytes))) as RecordCorruptError;
    expect(error.detail).toMatchObject({source: 'train-00000-of-00001', byteOffset: 19, part: 'payload'});
    expect(error.message).toMatch(
      /^train-00000-of-00001: record at byte 19 has CRC-32C 0x[0-9a-f]{8}, but the file stores 0x[0-9a-f]{8}\. .*onCorrupt: 'skip'/,
    );
  });

  test('leaves a damaged payload out on request, and tells', async () => {
    const bytes = file([1], [2], [3]);
    bytes[17 + 12] = 9;
    const skipped: RecordCorruptError[] = [];
    const payloads = await parse(bytes, {onCorrupt: 'skip', onSkip: (error) => skipped.push(error)});
    expect(payloads.map((payload) => [...payload])).toEqual([[1], [3]]);
    expect(skipped.map((error) => error.detail.byteOffset)).toEqual([17]);
  });

  test('throws for a damaged length even when asked to skip, because nothing after it can be found', async () => {
    const bytes = file([1], [2]);
    bytes[17] = 9;
    const error = await failure(parse(bytes, {onCorrupt: 'skip'}));
    expect(error.message).toMatch(/^train-00000-of-00001: length of the record at byte 17 .*Where the next record starts is unknown/);
    expect((await failure(parse(Buffer.from('not a TFRecord file')))).message).toContain('Is it a TFRecord file, not compressed?');
  });

  test('names a file that ends too early', async () => {
    const bytes = file([1], [2, 3]);
    for (const length of [18, 20, 28, 29, 34]) {
      const error = await failure(parse(bytes.subarray(0, length), {onCorrupt: 'skip'}));
      expect(hasCode(error, 'tfrecord/truncated')).toBe(true);
      expect(error.message).toBe(
        `train-00000-of-00001: the file ends ${length - 17} bytes into the record at byte 17, which takes ` +
          `${length < 29 ? 'at least 16' : '18'} bytes. Download or write the file again.`,
      );
    }
  });

  test('sets nothing aside for a length that the file does not have', async () => {
    const huge = lengthHeader(2n ** 31n - 1n);
    expect(hasCode(await failure(parse(huge)), 'tfrecord/truncated')).toBe(true);
    const error = await failure(parse(lengthHeader(2n ** 63n + 1n)));
    expect(hasCode(error, 'tfrecord/too-long')).toBe(true);
    expect(error.message).toContain('claims 9223372036854775809 bytes, but at most 2147483647 are read');
  });

  test('takes a limit', async () => {
    expect(hasCode(await failure(parse(file([1, 2, 3]), {maxRecordBytes: 2})), 'tfrecord/too-long')).toBe(true);
    expect(await parse(file([1, 2, 3]), {maxRecordBytes: 3})).toHaveLength(1);
  });

  test.each([{maxRecordBytes: Number.NaN}, {maxRecordBytes: -1}, {onCorrupt: 'ignore' as 'skip'}])('refuses %o', async (options) => {
    expect(hasCode(await failure(parse(file([1]), options)), 'core/option')).toBe(true);
  });

  test('lets the source go when the reader stops', async () => {
    let closed = false;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        for (;;) yield file([1]);
      } finally {
        closed = true;
      }
    }
    for await (const payload of parseRecords(source(), {source: 'endless'})) {
      expect([...payload]).toEqual([1]);
      break;
    }
    expect(closed).toBe(true);
  });
});

function lengthHeader(length: bigint): Uint8Array {
  // The header of a record of `length` bytes with the right CRC, and nothing after it.
  const framed = new Uint8Array(12);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  framed.set(bytes);
  framed.set(frameRecord(bytes).subarray(20, 24), 8); // a payload's CRC is made as a length's is
  return framed;
}
