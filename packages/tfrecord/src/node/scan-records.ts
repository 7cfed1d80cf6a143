import type {FileHandle} from 'node:fs/promises';
import {RecordTruncatedError} from '../errors/record-truncated-error.ts';
import {PARSE_RECORDS_DEFAULTS} from '../parse-records.ts';
import {FOOTER_BYTES, HEADER_BYTES, readHeader} from '../record-frame.ts';
import {RecordIndexBuilder} from '../record-index.ts';
import type {RecordIndex} from '../record-index.ts';

const WINDOW_BYTES = 2 ** 13;

/**
 * Walks the headers and footers of a file, not its payloads.
 *
 * @throws {@link RecordCorruptError} if a length does not match its CRC, {@link RecordTruncatedError}, {@link RecordTooLongError}
 */
export async function scanRecords(source: string, handle: FileHandle): Promise<RecordIndex & {fingerprint: number}> {
  const {size} = await handle.stat();
  const records = new RecordIndexBuilder();
  const window = new Uint8Array(WINDOW_BYTES);
  let windowStart = 0;
  let windowBytes = 0;
  /** `count` bytes at `position`; one read brings several short records. */
  const bytesAt = async (position: number, count: number): Promise<Uint8Array> => {
    if (position < windowStart || position + count > windowStart + windowBytes) {
      windowStart = position;
      windowBytes = await fill(handle, window, position);
    }
    return window.subarray(position - windowStart, Math.min(position - windowStart + count, windowBytes));
  };
  while (records.size < size) {
    const byteOffset = records.size;
    const place = {source, byteOffset, availableBytes: size - byteOffset};
    const header = (await bytesAt(byteOffset, HEADER_BYTES)).slice();
    if (header.length < HEADER_BYTES) throw new RecordTruncatedError({...place, neededBytes: HEADER_BYTES + FOOTER_BYTES});
    const neededBytes = HEADER_BYTES + readHeader(header, PARSE_RECORDS_DEFAULTS.maxRecordBytes, {source, byteOffset}) + FOOTER_BYTES;
    if (byteOffset + neededBytes > size) throw new RecordTruncatedError({...place, neededBytes});
    records.add(header, await bytesAt(byteOffset + neededBytes - FOOTER_BYTES, FOOTER_BYTES), neededBytes);
  }
  return records.index();
}

/** Fills `into` from `position` on. @returns how many bytes there were. */
export async function fill(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const {bytesRead} = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
