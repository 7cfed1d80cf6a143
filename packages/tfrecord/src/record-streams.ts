import {chunksOf, decompress, detectCompression} from './compression.ts';
import type {Compression} from './compression.ts';
import {parseRecords} from './parse-records.ts';
import type {ParseRecordsOptions} from './parse-records.ts';
import {HEADER_BYTES, frameRecord} from './record-frame.ts';

/** Options of {@link recordStream}. */
export type RecordStreamOptions = ParseRecordsOptions & {
  /** `auto` tells from the first bytes. @default 'auto' */
  compression?: Compression | 'auto' | undefined;
};

/**
 * The records of a TFRecord file as a web stream, for `fetch` in a browser, a worker or Node:
 * `recordStream((await fetch(url)).body, {source: url})`. Pulls no more than it is asked for; cancelling it cancels the file.
 *
 * @param file - the file's bytes.
 * @returns payloads. It errors with what {@link parseRecords} throws, or {@link CompressionError}.
 */
export function recordStream(file: ReadableStream<Uint8Array>, options: RecordStreamOptions): ReadableStream<Uint8Array> {
  const records = parseRecords(unpacked(file, options), options);
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const {done, value} = await records.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await records.return(undefined);
    },
  });
}

/**
 * Frames payloads as they pass: `payloads.pipeThrough(frameStream())` gives a TFRecord file, and behind it `new CompressionStream('gzip')` a
 * compressed one.
 */
export function frameStream(): TransformStream<Uint8Array, Uint8Array> {
  return new TransformStream({
    transform(payload, controller) {
      controller.enqueue(frameRecord(payload));
    },
  });
}

async function* unpacked(file: ReadableStream<Uint8Array>, options: RecordStreamOptions): AsyncGenerator<Uint8Array> {
  const given = options.compression ?? 'auto';
  if (given !== 'auto') {
    yield* decompress(file, given, options.source);
    return;
  }
  const {start, rest} = await firstBytes(file);
  yield* decompress(rest, detectCompression(start), options.source);
}

/** The first twelve bytes, and a stream that still holds them. */
async function firstBytes(file: ReadableStream<Uint8Array>): Promise<{start: Uint8Array; rest: ReadableStream<Uint8Array>}> {
  const chunks = chunksOf(file);
  const held: Uint8Array[] = [];
  let length = 0;
  while (length < HEADER_BYTES) {
    const {done, value} = await chunks.next();
    if (done === true) break;
    held.push(value);
    length += value.length;
  }
  const start = new Uint8Array(length);
  let at = 0;
  for (const chunk of held) {
    start.set(chunk, at);
    at += chunk.length;
  }
  const rest = new ReadableStream<Uint8Array>({
    start(controller) {
      if (length > 0) controller.enqueue(start);
    },
    async pull(controller) {
      const {done, value} = await chunks.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
  return {start: start.subarray(0, HEADER_BYTES), rest};
}
