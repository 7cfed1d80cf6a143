import {MalformedTableError} from './errors/malformed-table-error.ts';

const NEWLINE = 0x0a;

/** A line without its end, and its number from 1. */
export type TextLine = {text: string; line: number};

/**
 * Cuts UTF-8 into lines, LF or CRLF, with or without a byte order mark; empty lines are left out. Holds one chunk and one line.
 *
 * @throws MalformedTableError for bytes that are not UTF-8 and for a line above `longest` bytes.
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>, source: string, longest: number): AsyncGenerator<TextLine> {
  let pieces: Uint8Array[] = [];
  let length = 0;
  let line = 1;
  const take = (): TextLine | undefined => {
    const text = decode(pieces, length, source, line).replace(/\r$/, '');
    [pieces, length] = [[], 0];
    const bare = line === 1 ? text.replace(/^\uFEFF/, '') : text;
    return bare === '' ? undefined : {text: bare, line};
  };
  const add = (piece: Uint8Array): void => {
    length += piece.length;
    if (length > longest) throw new MalformedTableError(source, line, `this line exceeds ${longest} bytes`);
    pieces.push(piece);
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, at));
      const found = take();
      if (found !== undefined) yield found;
      line += 1;
      from = at + 1;
    }
    // A copy, as the caller may use its buffer again.
    if (from < chunk.length) add(chunk.slice(from));
  }
  const last = take();
  if (last !== undefined) yield last;
}

function decode(pieces: readonly Uint8Array[], length: number, source: string, line: number): string {
  let bytes = pieces[0] ?? new Uint8Array(0);
  if (pieces.length > 1) {
    bytes = new Uint8Array(length);
    let at = 0;
    for (const piece of pieces) {
      bytes.set(piece, at);
      at += piece.length;
    }
  }
  try {
    return new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(bytes);
  } catch (error) {
    throw new MalformedTableError(source, line, 'the line is not UTF-8', {cause: error});
  }
}
