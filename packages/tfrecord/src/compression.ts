import {CompressionError} from './errors/compression-error.ts';
import {HEADER_BYTES, isHeader} from './record-frame.ts';

/** How a whole TFRecord file is compressed, as `compression_type` of TensorFlow's `TFRecordOptions` has it: `''`, `'GZIP'`, `'ZLIB'`. */
export type Compression = 'none' | 'gzip' | 'zlib';

/**
 * Tells from a file's first twelve bytes how it is compressed. The header of a record, whose CRC is right, is never taken for anything else;
 * what is neither gzip nor zlib counts as `none`.
 */
export function detectCompression(start: Uint8Array): Compression {
  if (start.length >= HEADER_BYTES && isHeader(start, 0, Number.MAX_SAFE_INTEGER)) return 'none';
  const [first = 0, second = 0, third = 0] = start;
  if (first === 0x1f && second === 0x8b && third === 8) return 'gzip';
  return start.length >= 2 && (first & 0x0f) === 8 && first >> 4 <= 7 && ((first << 8) | second) % 31 === 0 ? 'zlib' : 'none';
}

/**
 * The bytes of a compressed file, in browsers and Node alike.
 *
 * @throws {@link CompressionError} if the data is damaged or ends early.
 */
export function decompress(chunks: ReadableStream<Uint8Array>, compression: Compression, source: string): AsyncIterable<Uint8Array> {
  if (compression === 'none') return chunksOf(chunks);
  const unzip = new DecompressionStream(compression === 'gzip' ? 'gzip' : 'deflate') as TransformStream<Uint8Array, Uint8Array>;
  return typed(chunksOf(chunks.pipeThrough(unzip)), compression, source);
}

/** Turns what a decompressor throws into a {@link CompressionError}; other failures, such as the file's own, come through as they are. */
export async function* typed(chunks: AsyncIterable<Uint8Array>, compression: 'gzip' | 'zlib', source: string): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    const isZlib = error instanceof TypeError || (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'));
    if (!isZlib) throw error;
    throw new CompressionError({source, compression, reason: error.message}, {cause: error});
  }
}

/** A stream as an async iterable, which browsers' own streams are not everywhere. Stopping early cancels the stream. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let ended = false;
  try {
    for (;;) {
      const {done, value} = await reader.read();
      if (done) {
        ended = true;
        return;
      }
      yield value;
    }
  } catch (error) {
    ended = true;
    throw error;
  } finally {
    if (!ended) await reader.cancel();
    reader.releaseLock();
  }
}
