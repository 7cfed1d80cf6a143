import {readFile} from 'node:fs/promises';
import {hasCode} from '@oid/core';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {collect} from '../fixtures/golden.ts';
import type {RecordCorruptError} from './errors/record-corrupt-error.ts';
import {parseRecords} from './parse-records.ts';
import type {ParseRecordsOptions, RecordError} from './parse-records.ts';
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
        expect(await parse(Buffer.concat(payloads.map((payload) => frameRecord(payload))), {}, cuts)).toEqual(payloads);
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
    expect(Buffer.concat(payloads.map((payload) => frameRecord(payload))).equals(golden)).toBe(true);
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
    expect(await salvage(bytes)).toEqual({kept: [[1], [3]], skipped: [['tfrecord/corrupt', 17, 17]]});
  });

  test('finds the next whole record behind a damaged length', async () => {
    const bytes = file([1], [2, 2], [3], [4]);
    bytes[17] = 9;
    expect(await salvage(bytes)).toEqual({kept: [[1], [3], [4]], skipped: [['tfrecord/corrupt', 17, 18]]});
    const error = await failure(parse(bytes));
    expect(error.message).toMatch(/^train-00000-of-00001: length of the record at byte 17 .*Download or write it again/);
    expect((await failure(parse(Buffer.from('not a TFRecord file')))).message).toContain('Is it a TFRecord file, and not compressed?');
  });

  test('finds the next whole record behind bytes that were lost or put in', async () => {
    const whole = file([1], [2, 2, 2, 2], [3], [4]);
    const lost = Buffer.concat([whole.subarray(0, 30), whole.subarray(32)]);
    expect(await salvage(lost)).toEqual({kept: [[1], [3], [4]], skipped: [['tfrecord/corrupt', 17, 18]]});
    const added = Buffer.concat([whole.subarray(0, 17), Buffer.alloc(5, 7), whole.subarray(17)]);
    expect(await salvage(added)).toEqual({kept: [[1], [2, 2, 2, 2], [3], [4]], skipped: [['tfrecord/corrupt', 17, 5]]});
  });

  test('tells of an end that is missing', async () => {
    expect(await salvage(file([1], [2, 3]).subarray(0, 30))).toEqual({kept: [[1]], skipped: [['tfrecord/truncated', 17, 13]]});
    expect(await salvage(Buffer.from('<html>no records here, and long enough</html>'))).toEqual({
      kept: [],
      skipped: [['tfrecord/corrupt', 0, 45]],
    });
  });

  test('takes no damaged record for a good one, however a file is mutilated, and fails with errors of its own alone', async () => {
    const payloads = fc.array(fc.uint8Array({maxLength: 30}), {maxLength: 8});
    const edit = fc.record({at: fc.nat(), remove: fc.nat(20), insert: fc.uint8Array({maxLength: 20})});
    const property = fc.asyncProperty(
      payloads,
      fc.array(edit, {minLength: 1, maxLength: 4}),
      fc.array(fc.nat(), {maxLength: 4}),
      async (list, edits, cuts) => {
        let bytes: Uint8Array = Buffer.concat(list.map((payload) => frameRecord(payload)));
        for (const {at, remove, insert} of edits) {
          const start = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(start + remove)]);
        }
        const written = list.map((payload) => Buffer.from(payload).toString('hex'));
        const codes = ['tfrecord/corrupt', 'tfrecord/truncated', 'tfrecord/too-long'];
        const strict: string[] = [];
        try {
          for await (const payload of parseRecords(pieces(bytes, cuts), {source: 'x'})) strict.push(Buffer.from(payload).toString('hex'));
        } catch (error) {
          expect(codes).toContain((error as {code: string}).code);
        }
        let skippedBytes = 0;
        const onSkip = (error: RecordError, count: number): void => {
          expect(codes).toContain(error.code);
          skippedBytes += count;
        };
        const kept = await parse(bytes, {onCorrupt: 'skip', onSkip}, cuts);
        const lenient = kept.map((payload) => Buffer.from(payload).toString('hex'));
        expect(isSubsequence(strict, written)).toBe(true);
        expect(isSubsequence(lenient, written)).toBe(true);
        expect(lenient.slice(0, strict.length)).toEqual(strict);
        expect(kept.reduce((sum, payload) => sum + payload.length + 16, skippedBytes)).toBe(bytes.length);
      },
    );
    await fc.assert(property, {numRuns: 500});
  });

  test('does not take a failure of the source for damage', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield file([1]).subarray(0, 15);
      throw new TypeError('the network is down');
    }
    await expect(collect(parseRecords(failing(), {source: 'x', onCorrupt: 'skip'}))).rejects.toThrow('the network is down');
  });

  test('names a file that ends too early', async () => {
    const bytes = file([1], [2, 3]);
    for (const length of [18, 20, 28, 29, 34]) {
      const error = await failure(parse(bytes.subarray(0, length)));
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

/** What `onCorrupt: 'skip'` keeps of a file, and what it leaves out: code, first byte, number of bytes. */
async function salvage(bytes: Uint8Array): Promise<{kept: number[][]; skipped: [string, number, number][]}> {
  const skipped: [string, number, number][] = [];
  const onSkip = (error: RecordError, count: number): void => void skipped.push([error.code, error.detail.byteOffset, count]);
  const kept = await parse(bytes, {onCorrupt: 'skip', onSkip}, [7, 20, 33]);
  return {kept: kept.map((payload) => [...payload]), skipped};
}

/** Whether `part` is `whole` with some of it left out. An inserted record that equals one that was lost is not told apart. */
function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = 0;
  for (const item of whole) if (item === part[at]) at += 1;
  return at === part.length;
}

function lengthHeader(length: bigint): Uint8Array {
  // The header of a record of `length` bytes with the right CRC, and nothing after it.
  const framed = new Uint8Array(12);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, length, true);
  framed.set(bytes);
  framed.set(frameRecord(bytes).subarray(20, 24), 8); // a payload's CRC is made as a length's is
  return framed;
}
