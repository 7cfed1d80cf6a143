import {parseBoxRows} from '../../box-rows.ts';
import type {ClassList} from '../../class-list.ts';
import {MalformedTableError} from '../../errors/malformed-table-error.ts';
import {parseImageRows} from '../../image-rows.ts';
import {recordEnd} from './scan-task.ts';
import type {Piece, ScanResult, ScanTask} from './scan-task.ts';
import type {TaskCrew} from './task-crew.ts';
import {openTable} from './table-header.ts';
import type {TableHeader} from './table-header.ts';

export type ScanTableOptions = {
  kind: 'boxes' | 'images';
  table: TableHeader;
  classes: ClassList;
  rangeBytes: number;
  /** Ranges in work at once. */
  ahead: number;
  /** Bytes of the file done, and rows. */
  onProgress: (bytes: number, rows: number) => void;
  signal: AbortSignal | undefined;
};

/**
 * Scans a table range by range, and gives the pieces in the table's order.
 *
 * A thread cannot know whether the first line end of its range stands inside quotes, so it takes it that it does not; whether the range before ends
 * where this one was taken to begin settles it, and a range that began wrongly is scanned again.
 *
 * @throws what the table's row parser throws, with the same file and line.
 */
export async function scanTable(crew: TaskCrew, options: ScanTableOptions): Promise<Piece[]> {
  const {table, signal, onProgress} = options;
  const pieces: Piece[] = [];
  const running: {task: ScanTask; result: Promise<ScanResult>}[] = [];
  let expected = table.gzipped ? 0 : table.line.length;
  let text = table.line.length;
  let rows = 0;
  const settle = async (): Promise<void> => {
    const {task, result} = running.shift() as (typeof running)[number];
    let done = await result;
    if (!task.exact && done.from !== expected) {
      if (expected >= task.until) return;
      done = await crew.scan({...task, from: expected, exact: true});
    }
    if (done.broken) await refuse(options, table.gzipped ? text : done.from);
    if (done.piece !== undefined) pieces.push(done.piece);
    expected = done.end;
    text += task.until - task.from;
    rows += done.rows;
    onProgress(Math.min(table.gzipped ? text : expected, table.gzipped ? Infinity : table.bytes), rows);
  };
  try {
    for await (const task of table.gzipped ? unpackedRanges(options) : fileRanges(options)) {
      signal?.throwIfAborted();
      const result = crew.scan(task);
      // What fails is looked at in its turn.
      result.catch(() => undefined);
      running.push({task, result});
      if (running.length > options.ahead) await settle();
    }
    while (running.length > 0) await settle();
  } finally {
    await Promise.allSettled(running.map(({result}) => result));
  }
  signal?.throwIfAborted();
  if (rows === 0) await refuse(options, table.line.length);
  return pieces;
}

function* fileRanges({kind, table, rangeBytes}: ScanTableOptions): Generator<ScanTask> {
  for (let from = table.line.length; from < table.bytes; from += rangeBytes) {
    const until = Math.min(from + rangeBytes, table.bytes);
    yield {kind, from, until, exact: from === table.line.length};
  }
}

/** Text as it is unpacked, cut after whole records. */
async function* unpackedRanges({kind, table, rangeBytes}: ScanTableOptions): AsyncGenerator<ScanTask> {
  let block = new Uint8Array(rangeBytes + (1 << 21));
  let length = 0;
  let skip = table.line.length;
  const task = (end: number): ScanTask => {
    const bytes = block.slice(0, end + 1).subarray(0, end);
    return {kind, bytes, from: 0, until: end, exact: true};
  };
  for await (const chunk of openTable(table.path, true)) {
    const piece = (chunk as Uint8Array).subarray(Math.min(skip, (chunk as Uint8Array).length));
    skip -= (chunk as Uint8Array).length - piece.length;
    if (length + piece.length > block.length) {
      const larger = new Uint8Array(2 * (length + piece.length));
      larger.set(block.subarray(0, length));
      block = larger;
    }
    block.set(piece, length);
    length += piece.length;
    if (length < rangeBytes) continue;
    const end = lastRecordEnd(block, length);
    if (end === 0) continue;
    yield task(end);
    block.copyWithin(0, end, length);
    length -= end;
  }
  if (length > 0) yield task(length);
}

/** Just past the last record that is whole. Only tables with quotes need more than the last line end. */
function lastRecordEnd(block: Uint8Array, length: number): number {
  const bytes = block.subarray(0, length);
  if (!bytes.includes(34)) return bytes.lastIndexOf(10) + 1;
  let end = 0;
  for (let next = recordEnd(block, 0, 0, length); next !== -1; next = recordEnd(block, end, 0, length)) end = next;
  return end;
}

/** Throws what the row parser says about the rows behind `text` bytes of text. */
async function refuse({kind, table, classes}: ScanTableOptions, text: number): Promise<never> {
  const chunks = rowsFrom(table, text);
  const rows = kind === 'boxes' ? parseBoxRows(chunks, {source: table.path, classes}) : parseImageRows(chunks, {source: table.path});
  for await (const row of rows) void row;
  throw new MalformedTableError(table.path, 1, 'a row cannot be read');
}

/** The header, an empty line for each line left out, which parsers pass over but count, and the rows from `text` on. */
async function* rowsFrom(table: TableHeader, text: number): AsyncGenerator<Uint8Array> {
  yield table.line;
  let at = 0;
  for await (const chunk of openTable(table.path, table.gzipped)) {
    const bytes = chunk as Uint8Array;
    const skipped = bytes.subarray(
      Math.max(0, Math.min(table.line.length - at, bytes.length)),
      Math.max(0, Math.min(text - at, bytes.length)),
    );
    if (skipped.length > 0) {
      let lines = 0;
      for (let end = skipped.indexOf(10); end !== -1; end = skipped.indexOf(10, end + 1)) lines += 1;
      if (lines > 0) yield new Uint8Array(lines).fill(10);
    }
    if (at + bytes.length > text) yield bytes.subarray(Math.max(0, text - at));
    at += bytes.length;
  }
}
