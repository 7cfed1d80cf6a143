import {createReadStream} from 'node:fs';
import type {ReadStream} from 'node:fs';
import {open} from 'node:fs/promises';
import {pipeline} from 'node:stream';
import {createGunzip, createInflate} from 'node:zlib';
import {checkRange, OptionError} from '@oid/core';
import {detectCompression, typed} from '../compression.ts';
import type {Compression} from '../compression.ts';
import {parsePlacedRecords} from '../parse-records.ts';
import type {ParseRecordsOptions} from '../parse-records.ts';
import {HEADER_BYTES} from '../record-frame.ts';
import {hardwareCrc32c} from './hardware-crc32c.ts';

/** Options of {@link readRecords}. */
export type ReadRecordsOptions = Omit<ParseRecordsOptions, 'source' | 'payloadCrc'> & {
  /** `auto` tells from the first bytes. @default 'auto' */
  compression?: Compression | 'auto' | undefined;
  /** Where to start, in bytes of the uncompressed file: 0, or where a record starts. @default 0 */
  byteOffset?: number | undefined;
};

/** Defaults of {@link ReadRecordsOptions}, beside those of parsing. */
export const READ_RECORDS_DEFAULTS: {readonly compression: Compression | 'auto'; readonly byteOffset: number} = {
  compression: 'auto',
  byteOffset: 0,
};

const CHUNK_BYTES = 2 ** 20;

/**
 * Reads a TFRecord file, compressed or not, from start to end; see {@link parseRecords}. The file is closed when the loop over it ends,
 * however it does.
 *
 * @param path - also the `source` of messages.
 * @returns payloads. Copy one that is kept for long: it may be a view into a megabyte of the file.
 * @throws what {@link parseRecords} throws, {@link CompressionError}, and Node's own error, such as `ENOENT`, if the file cannot be read.
 */
export async function* readRecords(path: string, options: ReadRecordsOptions = {}): AsyncGenerator<Uint8Array> {
  for await (const {payload} of readPlacedRecords(path, options)) yield payload;
}

/** {@link readRecords}, each payload with the byte, uncompressed, at which the next record starts. */
export async function* readPlacedRecords(
  path: string,
  options: ReadRecordsOptions = {},
): AsyncGenerator<{payload: Uint8Array; endOffset: number}> {
  const {
    compression: given = READ_RECORDS_DEFAULTS.compression,
    byteOffset: start = READ_RECORDS_DEFAULTS.byteOffset,
    ...parsing
  } = options;
  if (!['auto', 'none', 'gzip', 'zlib'].includes(given)) throw new OptionError('compression', given, `'auto', 'none', 'gzip' or 'zlib'`);
  const byteOffset = checkRange('byteOffset', start, {min: 0, max: Number.MAX_SAFE_INTEGER, integer: true});
  const compression = given === 'auto' ? detectCompression(await firstBytes(path)) : given;
  const chunks =
    compression === 'none'
      ? createReadStream(path, {highWaterMark: CHUNK_BYTES, start: byteOffset})
      : drop(byteOffset, unpack(createReadStream(path, {highWaterMark: CHUNK_BYTES}), compression, path));
  yield* parsePlacedRecords(chunks, {...parsing, source: path, payloadCrc: hardwareCrc32c}, byteOffset);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const start = new Uint8Array(HEADER_BYTES);
    const {bytesRead} = await handle.read(start, 0, HEADER_BYTES, 0);
    return start.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function unpack(file: ReadStream, compression: 'gzip' | 'zlib', source: string): AsyncGenerator<Uint8Array> {
  const options = {chunkSize: CHUNK_BYTES};
  const unzip = compression === 'gzip' ? createGunzip(options) : createInflate(options);
  pipeline(file, unzip, () => undefined); // a failure of the file destroys the unzipper, whose reader is told
  return typed(unzip as AsyncIterable<Uint8Array>, compression, source);
}

async function* drop(count: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = count;
  for await (const chunk of chunks) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
