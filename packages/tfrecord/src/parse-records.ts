import {OptionError, checkRange, crc32c} from '@oid/core';
import {ByteQueue} from './byte-queue.ts';
import {RecordCorruptError} from './errors/record-corrupt-error.ts';
import {RecordTooLongError} from './errors/record-too-long-error.ts';
import {RecordTruncatedError} from './errors/record-truncated-error.ts';
import {FOOTER_BYTES, HEADER_BYTES, isHeader, readBody, readHeader} from './record-frame.ts';
import type {Crc32c, RecordPlace} from './record-frame.ts';

/** Options of {@link parseRecords}. */
export type ParseRecordsOptions = {
  /** The file's name or address, for messages. */
  source: string;
  /**
   * What to do with damage: `throw`, or `skip` to the next whole record. Nothing is ever given out that does not match both its CRCs.
   * @default 'throw'
   */
  onCorrupt?: 'throw' | 'skip' | undefined;
  /** Told of every damaged stretch left out under `onCorrupt: 'skip'`, and how long it is. @default undefined */
  onSkip?: ((error: RecordError, skippedBytes: number) => void) | undefined;
  /** Longest payload read, in bytes. @default 2147483647 (the most that a protobuf message may take) */
  maxRecordBytes?: number | undefined;
  /** Checksum of payloads. @default crc32c of `@oid/core`, a table; `@oid/tfrecord/node` uses the processor's own instruction */
  payloadCrc?: Crc32c | undefined;
};

/** What can be wrong with a record. */
export type RecordError = RecordCorruptError | RecordTruncatedError | RecordTooLongError;

/** Defaults of {@link ParseRecordsOptions}. */
export const PARSE_RECORDS_DEFAULTS: {readonly onCorrupt: 'throw'; readonly maxRecordBytes: number} = {
  onCorrupt: 'throw',
  maxRecordBytes: 2 ** 31 - 1,
};

/**
 * Takes a TFRecord file apart, whatever pieces it arrives in. Both CRCs of every record are checked. Memory: one record and one chunk, and
 * nothing is set aside for a length before its bytes are there.
 *
 * Under `onCorrupt: 'skip'`, a record whose payload alone is damaged is passed over by its length, if a header or the end follows there.
 * Otherwise the bytes behind the damaged record's start are searched for the next place where a whole record begins, both CRCs right (64
 * bits: chance does not make one). So a record that holds a whole TFRecord file as its payload may, its own length damaged, give up the
 * records inside.
 *
 * @param chunks - the file's bytes, uncompressed, which must not change afterwards; no bytes at all is a file without records.
 * @returns payloads; one that lies in a single chunk is a view into it.
 * @throws {@link RecordCorruptError}, {@link RecordTruncatedError}, {@link RecordTooLongError} unless they are skipped.
 * @see TensorFlow, `tensorflow/core/lib/io/record_reader.h`.
 */
export async function* parseRecords(chunks: AsyncIterable<Uint8Array>, options: ParseRecordsOptions): AsyncGenerator<Uint8Array> {
  for await (const {payload} of parsePlacedRecords(chunks, options)) yield payload;
}

/** {@link parseRecords}, each payload with the byte at which the next record starts, `startOffset` being where `chunks` begin in the file. */
export async function* parsePlacedRecords(
  chunks: AsyncIterable<Uint8Array>,
  options: ParseRecordsOptions,
  startOffset = 0,
): AsyncGenerator<{payload: Uint8Array; endOffset: number}> {
  const {source, onCorrupt, onSkip, maxRecordBytes, payloadCrc} = resolveOptions(options);
  const queue = new ByteQueue(chunks);
  const limits = {maxRecordBytes, payloadCrc};
  try {
    for (let byteOffset = startOffset; ; ) {
      let payload: Uint8Array | undefined;
      try {
        payload = await peekRecord(queue, {source, byteOffset}, limits);
      } catch (error) {
        if (onCorrupt === 'throw' || !isRecordError(error)) throw error;
        const skippedBytes = await skipDamage(queue, error, limits);
        byteOffset += skippedBytes;
        onSkip?.(error, skippedBytes);
        continue;
      }
      if (payload === undefined) return;
      const bytes = HEADER_BYTES + payload.length + FOOTER_BYTES;
      queue.drop(bytes);
      byteOffset += bytes;
      yield {payload, endOffset: byteOffset};
    }
  } finally {
    await queue.close();
  }
}

type Limits = {maxRecordBytes: number; payloadCrc: Crc32c};

/** The payload of the record at the head of the queue, which stays there; nothing at the end. */
async function peekRecord(queue: ByteQueue, place: RecordPlace, {maxRecordBytes, payloadCrc}: Limits): Promise<Uint8Array | undefined> {
  if (queue.available < HEADER_BYTES) {
    const availableBytes = await queue.fill(HEADER_BYTES);
    if (availableBytes === 0) return undefined;
    if (availableBytes < HEADER_BYTES) throw new RecordTruncatedError({...place, availableBytes, neededBytes: HEADER_BYTES + FOOTER_BYTES});
  }
  const neededBytes = HEADER_BYTES + readHeader(queue.peek(HEADER_BYTES), maxRecordBytes, place) + FOOTER_BYTES;
  if (queue.available < neededBytes) {
    const availableBytes = await queue.fill(neededBytes);
    if (availableBytes < neededBytes) throw new RecordTruncatedError({...place, availableBytes, neededBytes});
  }
  return readBody(queue.peek(neededBytes).subarray(HEADER_BYTES), place, payloadCrc);
}

/** Drops a damaged record, and what follows it up to where reading can go on. @returns how many bytes. */
async function skipDamage(queue: ByteQueue, error: RecordError, limits: Limits): Promise<number> {
  if (error instanceof RecordCorruptError && error.detail.part === 'payload') {
    const bytes = HEADER_BYTES + readHeader(queue.peek(HEADER_BYTES), limits.maxRecordBytes, error.detail) + FOOTER_BYTES;
    const available = await queue.fill(bytes + HEADER_BYTES);
    if (available === bytes || (available === bytes + HEADER_BYTES && isHeader(queue.peek(available), bytes, limits.maxRecordBytes))) {
      queue.drop(bytes);
      return bytes;
    }
  }
  return findRecord(queue, limits);
}

/** Drops bytes, at least one, until a whole record begins or the source ends. @returns how many. */
async function findRecord(queue: ByteQueue, limits: Limits): Promise<number> {
  let dropped = 1;
  queue.drop(1);
  for (;;) {
    const least = await queue.fill(HEADER_BYTES + FOOTER_BYTES);
    if (least < HEADER_BYTES + FOOTER_BYTES) {
      queue.drop(least);
      return dropped + least;
    }
    const window = queue.window(least);
    const last = window.length - HEADER_BYTES - FOOTER_BYTES;
    let at = 0;
    while (at <= last && !isHeader(window, at, limits.maxRecordBytes)) at += 1;
    queue.drop(at);
    dropped += at;
    if (at > last) continue;
    try {
      await peekRecord(queue, {source: '', byteOffset: 0}, limits);
      return dropped;
    } catch (error) {
      if (!isRecordError(error)) throw error;
    }
    queue.drop(1);
    dropped += 1;
  }
}

function isRecordError(error: unknown): error is RecordError {
  return error instanceof RecordCorruptError || error instanceof RecordTruncatedError || error instanceof RecordTooLongError;
}

function resolveOptions(
  options: ParseRecordsOptions,
): Omit<Required<ParseRecordsOptions>, 'onSkip'> & Limits & {onSkip: ParseRecordsOptions['onSkip']; onCorrupt: 'throw' | 'skip'} {
  const onCorrupt = options.onCorrupt ?? PARSE_RECORDS_DEFAULTS.onCorrupt;
  if (onCorrupt !== 'throw' && onCorrupt !== 'skip') throw new OptionError('onCorrupt', onCorrupt, `'throw' or 'skip'`);
  const maxRecordBytes = options.maxRecordBytes ?? PARSE_RECORDS_DEFAULTS.maxRecordBytes;
  checkRange('maxRecordBytes', maxRecordBytes, {min: 0, max: Number.MAX_SAFE_INTEGER, integer: true});
  return {source: options.source, onCorrupt, onSkip: options.onSkip, maxRecordBytes, payloadCrc: options.payloadCrc ?? crc32c};
}
