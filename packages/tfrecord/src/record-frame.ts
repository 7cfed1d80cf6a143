import {crc32c, maskCrc32c, unmaskCrc32c} from '@oid/core';
import {RecordCorruptError} from './errors/record-corrupt-error.ts';
import {RecordTooLongError} from './errors/record-too-long-error.ts';

/** Bytes before a payload: its length (uint64) and the masked CRC-32C of those eight bytes. */
export const HEADER_BYTES = 12;
/** Bytes after a payload: its masked CRC-32C. */
export const FOOTER_BYTES = 4;

/** CRC-32C of some bytes, unsigned. Headers always go through the table of `@oid/core`: for eight bytes, it beats any call into native code. */
export type Crc32c = (bytes: Uint8Array) => number;

/**
 * Wraps a payload as TFRecord files hold it: `uint64` length, masked CRC-32C of the length, payload, masked CRC-32C of the payload; all
 * little-endian.
 *
 * @param payload - any bytes, none included.
 * @param payloadCrc - `@oid/tfrecord/node` passes the processor's own instruction. @default the table of `@oid/core`
 * @returns a new array, 16 bytes longer.
 * @see TensorFlow, `tensorflow/core/lib/io/record_writer.h`.
 */
export function frameRecord(payload: Uint8Array, payloadCrc: Crc32c = crc32c): Uint8Array {
  const record = new Uint8Array(HEADER_BYTES + payload.length + FOOTER_BYTES);
  writeHeader(record, payload.length);
  record.set(payload, HEADER_BYTES);
  writeFooter(record.subarray(HEADER_BYTES + payload.length), payloadCrc(payload));
  return record;
}

/** Writes the length of a payload and its CRC to the first twelve bytes of `into`. */
export function writeHeader(into: Uint8Array, length: number): void {
  writeUint32(into, 0, length >>> 0);
  writeUint32(into, 4, Math.floor(length / 2 ** 32));
  writeUint32(into, 8, maskCrc32c(crc32c(into.subarray(0, 8))));
}

/** Writes a payload's CRC, masked, to the first four bytes of `into`. */
export function writeFooter(into: Uint8Array, crc: number): void {
  writeUint32(into, 0, maskCrc32c(crc));
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
  const storedCrc = unmaskCrc32c(readUint32(header, 8));
  const actualCrc = crc32c(header.subarray(0, 8));
  if (storedCrc !== actualCrc) throw new RecordCorruptError({...place, part: 'length', storedCrc, actualCrc});
  const low = readUint32(header, 0);
  const high = readUint32(header, 4);
  const length = high * 2 ** 32 + low;
  if (length > maxRecordBytes) {
    throw new RecordTooLongError({...place, length: String((BigInt(high) << 32n) | BigInt(low)), maxRecordBytes});
  }
  return length;
}

/** Whether the twelve bytes at `at` are the header of a record of at most `maxRecordBytes`. */
export function isHeader(bytes: Uint8Array, at: number, maxRecordBytes: number): boolean {
  const length = readUint32(bytes, at + 4) * 2 ** 32 + readUint32(bytes, at);
  return length <= maxRecordBytes && unmaskCrc32c(readUint32(bytes, at + 8)) === crc32c(bytes.subarray(at, at + 8));
}

/**
 * Checks a payload followed by its CRC and returns the payload, a view.
 *
 * @throws {@link RecordCorruptError} if the two do not match.
 */
export function readBody(body: Uint8Array, place: RecordPlace, payloadCrc: Crc32c): Uint8Array {
  const length = body.length - FOOTER_BYTES;
  const payload = body.subarray(0, length);
  const storedCrc = unmaskCrc32c(readUint32(body, length));
  const actualCrc = payloadCrc(payload);
  if (storedCrc !== actualCrc) throw new RecordCorruptError({...place, part: 'payload', storedCrc, actualCrc});
  return payload;
}

function readUint32(bytes: Uint8Array, at: number): number {
  const [a, b, c, d] = [bytes[at] as number, bytes[at + 1] as number, bytes[at + 2] as number, bytes[at + 3] as number];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

function writeUint32(into: Uint8Array, at: number, value: number): void {
  for (let byte = 0; byte < 4; byte += 1) into[at + byte] = value >>> (8 * byte);
}
