import {OptionError, checkRange} from '@oid/core';
import {ByteQueue} from './byte-queue.ts';
import {RecordCorruptError} from './errors/record-corrupt-error.ts';
import {RecordTruncatedError} from './errors/record-truncated-error.ts';
import {FOOTER_BYTES, HEADER_BYTES, readBody, readHeader} from './record-frame.ts';

/** Options of {@link parseRecords}. */
export type ParseRecordsOptions = {
  /** The file's name or address, for messages. */
  source: string;
  /**
   * What to do with a record whose payload does not match its CRC. A damaged length, or a file that ends too early, always throws: nothing
   * after it could be read. @default 'throw'
   */
  onCorrupt?: 'throw' | 'skip' | undefined;
  /** Told of every record left out under `onCorrupt: 'skip'`. @default undefined */
  onSkip?: ((error: RecordCorruptError) => void) | undefined;
  /** Longest payload read, in bytes. @default 2147483647 (the most that a protobuf message may take) */
  maxRecordBytes?: number | undefined;
};
/** Defaults of {@link ParseRecordsOptions}. */
export const PARSE_RECORDS_DEFAULTS: {readonly onCorrupt: 'throw'; readonly maxRecordBytes: number} = {
  onCorrupt: 'throw',
  maxRecordBytes: 2 ** 31 - 1,
};

/**
 * Takes a TFRecord file apart, whatever pieces it arrives in. Both CRCs of every record are checked. Memory: one record and one chunk, and
 * nothing is set aside for a length before its bytes are there.
 *
 * @param chunks - the file's bytes, uncompressed; no bytes at all is a file without records.
 * @returns payloads, each a fresh array.
 * @throws {@link RecordCorruptError}, {@link RecordTruncatedError}, {@link RecordTooLongError}
 * @see TensorFlow, `tensorflow/core/lib/io/record_reader.h`.
 */
export async function* parseRecords(chunks: AsyncIterable<Uint8Array>, options: ParseRecordsOptions): AsyncGenerator<Uint8Array> {
  const {source, onCorrupt, onSkip, maxRecordBytes} = resolveOptions(options);
  const queue = new ByteQueue(chunks);
  try {
    for (let byteOffset = 0; ; ) {
      const place = {source, byteOffset};
      const headerBytes = await queue.fill(HEADER_BYTES);
      if (headerBytes === 0) return;
      if (headerBytes < HEADER_BYTES) {
        throw new RecordTruncatedError({...place, availableBytes: headerBytes, neededBytes: HEADER_BYTES + FOOTER_BYTES});
      }
      const bodyBytes = readHeader(queue.take(HEADER_BYTES), maxRecordBytes, place) + FOOTER_BYTES;
      const available = await queue.fill(bodyBytes);
      if (available < bodyBytes) {
        throw new RecordTruncatedError({...place, availableBytes: HEADER_BYTES + available, neededBytes: HEADER_BYTES + bodyBytes});
      }
      const body = queue.take(bodyBytes);
      byteOffset += HEADER_BYTES + bodyBytes;
      let payload: Uint8Array;
      try {
        payload = readBody(body, place);
      } catch (error) {
        if (onCorrupt === 'throw' || !(error instanceof RecordCorruptError)) throw error;
        onSkip?.(error);
        continue;
      }
      yield payload;
    }
  } finally {
    await queue.close();
  }
}

function resolveOptions(options: ParseRecordsOptions): Required<Pick<ParseRecordsOptions, 'source'>> & {
  onCorrupt: 'throw' | 'skip';
  onSkip: ParseRecordsOptions['onSkip'];
  maxRecordBytes: number;
} {
  const onCorrupt = options.onCorrupt ?? PARSE_RECORDS_DEFAULTS.onCorrupt;
  if (onCorrupt !== 'throw' && onCorrupt !== 'skip') throw new OptionError('onCorrupt', onCorrupt, `'throw' or 'skip'`);
  const maxRecordBytes = options.maxRecordBytes ?? PARSE_RECORDS_DEFAULTS.maxRecordBytes;
  checkRange('maxRecordBytes', maxRecordBytes, {min: 0, max: Number.MAX_SAFE_INTEGER, integer: true});
  return {source: options.source, onCorrupt, onSkip: options.onSkip, maxRecordBytes};
}
