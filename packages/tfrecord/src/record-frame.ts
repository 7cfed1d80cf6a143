import {crc32c, maskCrc32c, unmaskCrc32c} from '@oid/core';
import {RecordCorruptError} from './errors/record-corrupt-error.ts';
import {RecordTooLongError} from './errors/record-too-long-error.ts';

/** Bytes before a payload: its length (uint64) and the masked CRC-32C of those eight bytes. */
export const HEADER_BYTES = 12;
/** Bytes after a payload: its masked CRC-32C. */
export const FOOTER_BYTES = 4;

/**
 * Wraps a payload as TFRecord files hold it: `uint64` length, masked CRC-32C of the length, payload, masked CRC-32C of the payload; all
 * little-endian.
 *
 * @param payload - any bytes, none included.
 * @returns a new array, 16 bytes longer.
 * @see TensorFlow, `tensorflow/core/lib/io/record_writer.h`.
 */
export function frameRecord(payload: Uint8Array): Uint8Array {
  const record = new Uint8Array(HEADER_BYTES + payload.length + FOOTER_BYTES);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(payload.length), true);
  view.setUint32(8, maskCrc32c(crc32c(record.subarray(0, 8))), true);
  record.set(payload, HEADER_BYTES);
  view.setUint32(HEADER_BYTES + payload.length, maskCrc32c(crc32c(payload)), true);
  return record;
}

/** Where a record lies, for error messages. */
export type RecordPlace = {source: string; byteOffset: number};

/**
 * Checks a header and returns the payload's length in bytes.
 *
 * @throws {@link RecordCorruptError} if the length does not match its CRC.
 * @throws {@link RecordTooLongError} if it is above `maxRecordBytes`.
 */
export function readHeader(header: Uint8Array, maxRecordBytes: number, place: RecordPlace): number {
  const view = new DataView(header.buffer, header.byteOffset, HEADER_BYTES);
  checkCrc(header.subarray(0, 8), view.getUint32(8, true), {...place, part: 'length'});
  const length = view.getBigUint64(0, true);
  if (length > BigInt(maxRecordBytes)) throw new RecordTooLongError({...place, length: String(length), maxRecordBytes});
  return Number(length);
}

/**
 * Checks a payload followed by its CRC and returns the payload, a view.
 *
 * @throws {@link RecordCorruptError} if the two do not match.
 */
export function readBody(body: Uint8Array, place: RecordPlace): Uint8Array {
  const length = body.length - FOOTER_BYTES;
  const payload = body.subarray(0, length);
  checkCrc(payload, new DataView(body.buffer, body.byteOffset).getUint32(length, true), {...place, part: 'payload'});
  return payload;
}

function checkCrc(bytes: Uint8Array, stored: number, place: RecordPlace & {part: 'length' | 'payload'}): void {
  const storedCrc = unmaskCrc32c(stored);
  const actualCrc = crc32c(bytes);
  if (storedCrc !== actualCrc) throw new RecordCorruptError({...place, storedCrc, actualCrc});
}
