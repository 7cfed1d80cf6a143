import {MalformedTableError} from './errors/malformed-table-error.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const LARGEST_BLOCK = 1 << 18;
const LONGEST_RECORD = 1 << 20;

/** Whole records of a CSV file, as text. */
export type CsvBlock = {
  text: string;
  /** Line of the file on which `text` begins, from 1. */
  line: number;
};

/**
 * Cuts bytes after whole records, so that each block can be parsed alone. A line end inside quotes does not end a record (RFC 4180, section 2).
 * Holds at most one block and one record, however long the file; nothing is read ahead of the consumer.
 *
 * @param chunks - UTF-8, with or without a byte order mark, cut anywhere.
 * @throws MalformedTableError for bytes that are not UTF-8, a quote that never closes, or a record above 1 MiB.
 */
export async function* csvBlocks(chunks: AsyncIterable<Uint8Array>, source: string): AsyncGenerator<CsvBlock> {
  let pending = new Uint8Array(0);
  let quoted = false;
  let line = 1;
  const decode = (bytes: Uint8Array): CsvBlock => {
    const block = {text: decodeUtf8(bytes, source, line), line};
    line += countNewlines(bytes);
    return block;
  };
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += LARGEST_BLOCK) {
      const piece = chunk.subarray(at, at + LARGEST_BLOCK);
      const end = lastRecordEnd(piece, quoted);
      quoted = end.quoted;
      if (end.offset === 0) {
        pending = concatenate(pending, piece);
        if (pending.length > LONGEST_RECORD) throw unfinished(source, line, quoted);
        continue;
      }
      const bytes = concatenate(pending, piece.subarray(0, end.offset));
      pending = piece.slice(end.offset);
      yield decode(bytes);
    }
  }
  if (quoted) throw unfinished(source, line, quoted);
  if (pending.length > 0) yield decode(pending);
}

function unfinished(source: string, line: number, quoted: boolean): MalformedTableError {
  return new MalformedTableError(source, line, quoted ? 'a quote opened in this record never closes' : 'this record exceeds 1 MiB');
}

/** Offset just past the last line end outside quotes, 0 when there is none, and whether the piece ends inside quotes. */
function lastRecordEnd(piece: Uint8Array, quotedBefore: boolean): {offset: number; quoted: boolean} {
  if (!piece.includes(QUOTE)) return {offset: quotedBefore ? 0 : piece.lastIndexOf(NEWLINE) + 1, quoted: quotedBefore};
  let quoted = quotedBefore;
  let offset = 0;
  for (let i = 0; i < piece.length; i += 1) {
    const byte = piece[i];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === NEWLINE && !quoted) offset = i + 1;
  }
  return {offset, quoted};
}

function decodeUtf8(bytes: Uint8Array, source: string, line: number): string {
  try {
    const text = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
    return line === 1 && text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch (error) {
    throw new MalformedTableError(source, line, 'the text from this line on is not UTF-8', {cause: error});
  }
}

function countNewlines(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function concatenate(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
