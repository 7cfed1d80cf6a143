import {isUtf8} from 'node:buffer';
import {readSync, writeSync} from 'node:fs';
import {parseBoxRows} from '../../box-rows.ts';
import {parseImageRows} from '../../image-rows.ts';
import {BoxWords, ImageFilter, packFlags} from './box-words.ts';
import {partitionBoxes, partitionImages} from './partition-rows.ts';
import type {Partitioned} from './partition-rows.ts';
import {createBoxScanner} from './scan-boxes.ts';
import type {BoxFilter, BoxScanner} from './scan-boxes.ts';
import {createImageScanner, ImagePlaces} from './scan-images.ts';
import type {ImageScanner} from './scan-images.ts';
import {joinPartition} from './join-partition.ts';
import type {JoinedPartition, TablePieces} from './join-partition.ts';

/** What every thread is told once. */
export type ScanSetup = {
  boxes: TablePlan & {filter: BoxFilter};
  images: TablePlan;
  /** Memory of the {@link ImageFilter}. */
  imageFilter: SharedArrayBuffer;
  /** Rows go to 2 ** partitionBits parts, by the leading bits of the image id. */
  partitionBits: number;
  /** Word 0: KiB that all threads hold in memory; word 1: how many they may before they write to their files. */
  budget: SharedArrayBuffer;
  /** Of this thread's temporary file. */
  spill: number;
};

export type TablePlan = {
  /** Of the table, for ranges of a plain file. */
  file: number;
  fileBytes: number;
  header: Uint8Array;
  columns: readonly string[];
};

/** A range of a table: records that begin from `from` on and before `until`. */
export type ScanTask = {
  kind: 'boxes' | 'images';
  /** The range's text, whole records; left out, it is read from the file. */
  bytes?: Uint8Array<ArrayBuffer> | undefined;
  from: number;
  until: number;
  /** Whether a record is known to begin at `from`; else the first one behind the first line end is taken to. */
  exact: boolean;
};

/** Rows of a range, part by part: part p lies in bytes `offsets[p]` … `offsets[p + 1]` of the blob, or of the file from `at` on. */
export type Piece = {offsets: Uint32Array; blob: SharedArrayBuffer | undefined; file: number; at: number};

/** `rows` counts those not wanted too. `broken`: a row that no parser takes lies between `from` and `end`. */
export type ScanResult = {from: number; end: number; rows: number; piece: Piece | undefined; broken: boolean};

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const LONGEST_RECORD = 1 << 20;
const FIRST_SLACK = 1 << 14;
/** Scanners look so many bytes ahead. */
const PADDING = 64;

export type TaskRunner = {
  scan(task: ScanTask): Promise<ScanResult>;
  /** Says what the scans of all threads gave, before the first part is joined. */
  take(pieces: TablePieces): void;
  join(partition: number): JoinedPartition;
};

/** Does the work of one thread. */
export function createTaskRunner(setup: ScanSetup): TaskRunner {
  const filter = new ImageFilter(setup.imageFilter);
  const boxScanner = createBoxScanner(setup.boxes.columns, setup.boxes.filter, filter);
  const imageScanner = createImageScanner(setup.images.columns, filter);
  const budget = new Int32Array(setup.budget);
  const kept = new BoxWords(1 << 12);
  const places = new ImagePlaces();
  let buffer = new Uint8Array(0);
  let spilled = 0;
  let pieces: TablePieces = {boxes: [], images: []};

  /** Fills the buffer with the file from `at` on; a line end is put behind the file's last byte if it lacks one. */
  const read = (plan: TablePlan, at: number, length: number): {to: number; last: boolean} => {
    if (buffer.length < length + PADDING) buffer = new Uint8Array(length + PADDING);
    let to = 0;
    while (to < length) {
      const got = readSync(plan.file, buffer, to, length - to, at + to);
      if (got === 0) break;
      to += got;
    }
    const last = at + to >= plan.fileBytes;
    if (last && (to === 0 || buffer[to - 1] !== NEWLINE)) buffer[to++] = NEWLINE;
    else buffer[to] = NEWLINE;
    return {to, last};
  };

  const keep = ({blob, offsets}: Partitioned): Piece => {
    const kib = Math.ceil(blob.length / 1024);
    if (Atomics.add(budget, 0, kib) + kib <= (budget[1] as number)) {
      const shared = new SharedArrayBuffer(blob.length);
      new Uint8Array(shared).set(blob);
      return {offsets, blob: shared, file: -1, at: 0};
    }
    Atomics.sub(budget, 0, kib);
    const at = spilled;
    for (let done = 0; done < blob.length; ) done += writeSync(setup.spill, blob, done, blob.length - done, at + done);
    spilled += blob.length;
    return {offsets, blob: undefined, file: setup.spill, at};
  };

  /** Reads the records from `from` to `end` of the buffer by the row parsers. Gives their number, −1 when a parser refuses. */
  const readSlowly = async (task: ScanTask, from: number, end: number): Promise<number> => {
    const plan = setup[task.kind];
    const chunks = (async function* () {
      yield plan.header;
      yield buffer.subarray(from, end);
    })();
    let rows = 0;
    try {
      if (task.kind === 'boxes') {
        const {known} = setup.boxes.filter;
        for await (const row of parseBoxRows(chunks, {source: ''})) {
          rows += 1;
          const classIndex = known.indexOf(row.labelName);
          if (classIndex === -1) return -1;
          const [high, low] = idWords(row.imageId);
          const flags = packFlags([row.occluded, row.truncated, row.groupOf, row.depiction, row.inside]);
          if (boxScanner?.wants(high, low, classIndex, flags, row.source, row.confidence) !== true) continue;
          filter.add(high, low);
          kept.push(high, low, ...row.box, classIndex, flags);
        }
      } else {
        // Each record is kept as it stands, so that it can be parsed again when it is asked for.
        for (let at = from; at < end; ) {
          const next = recordEnd(buffer, at, at + 1, end);
          const to = next === -1 ? end : next;
          const record = (async function* () {
            yield plan.header;
            yield buffer.subarray(at, to);
          })();
          // Without its line end, a record can be split at its commas.
          const content = to - (buffer[to - 2] === RETURN ? 2 : 1);
          if (content > at) {
            for await (const row of parseImageRows(record, {source: ''})) {
              rows += 1;
              const [high, low] = idWords(row.imageId);
              if (filter.mayHave(high, low)) places.push(high, low, at, content);
            }
          }
          at = to;
        }
      }
    } catch {
      return -1;
    }
    return rows;
  };

  return {
    async scan(task) {
      const plan = setup[task.kind];
      kept.length = 0;
      places.length = 0;
      for (let slack = FIRST_SLACK; ; slack = Math.min(slack * 8, 2 * LONGEST_RECORD)) {
        // One byte before an inexact start tells whether a line ends there.
        const base = task.exact ? task.from : task.from - 1;
        let to = 0;
        let last = true;
        if (task.bytes === undefined) ({to, last} = read(plan, base, task.until - base + slack));
        else {
          to = task.bytes.length;
          buffer = new Uint8Array(to + PADDING);
          buffer.set(task.bytes);
          if (to === 0 || buffer[to - 1] !== NEWLINE) to += 1;
          buffer[to - 1] = NEWLINE;
        }
        const whole = last || slack > LONGEST_RECORD;
        const until = Math.min(task.until - base, to);
        const start = task.exact ? 0 : buffer.subarray(0, to).indexOf(NEWLINE) + 1;
        if (start === 0 && !task.exact) {
          if (whole) return {from: base + to, end: base + to, rows: 0, piece: undefined, broken: false};
          continue;
        }
        if (start >= until) {
          // No record begins in this range.
          const end = Math.min(base + start, plan.fileBytes);
          return {from: end, end, rows: 0, piece: undefined, broken: false};
        }
        const fast =
          task.kind === 'boxes'
            ? scanBoxRange(boxScanner, buffer, start, until, to, kept)
            : scanImageRange(imageScanner, buffer, start, until, to, places);
        let {rows, end} = fast;
        if (end === -1 && !whole) {
          kept.length = 0;
          places.length = 0;
          continue;
        }
        let broken = false;
        if (end < 0) {
          kept.length = 0;
          places.length = 0;
          end = recordEnd(buffer, start, until, to);
          if (end === -1 && !whole) continue;
          if (end === -1) end = to;
          rows = await readSlowly(task, start, end);
          broken = rows === -1;
        }
        const place = {from: base + start, end: Math.min(base + end, task.bytes === undefined ? plan.fileBytes : Infinity), rows, broken};
        if (broken) return {...place, piece: undefined};
        const made =
          task.kind === 'boxes' ? partitionBoxes(kept, setup.partitionBits) : partitionImages(places, buffer, setup.partitionBits);
        return {...place, piece: made === undefined ? undefined : keep(made)};
      }
    },
    take: (all) => (pieces = all),
    join: (partition) => joinPartition(pieces, partition),
  };
}

function scanBoxRange(
  scanner: BoxScanner | undefined,
  bytes: Uint8Array,
  start: number,
  until: number,
  to: number,
  kept: BoxWords,
): {rows: number; end: number} {
  const end = bytes.subarray(0, to).indexOf(NEWLINE, until - 1) + 1;
  if (end === 0) return {rows: 0, end: -1};
  if (scanner === undefined || hasQuote(bytes, start, end) || !isUtf8(bytes.subarray(start, end))) return {rows: 0, end: -2};
  const rows = scanner.scan(bytes, start, end, kept);
  return {rows, end: rows === -1 ? -2 : end};
}

/** `Buffer` searches by memchr, typed arrays by a loop. */
function hasQuote(bytes: Uint8Array, from: number, to: number): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from).includes(QUOTE);
}

function scanImageRange(
  scanner: ImageScanner | undefined,
  bytes: Uint8Array,
  start: number,
  until: number,
  to: number,
  kept: ImagePlaces,
): {rows: number; end: number} {
  if (scanner === undefined) return {rows: 0, end: -2};
  const result = scanner.scan(bytes, start, until, to, kept);
  return result.end >= 0 && !isUtf8(bytes.subarray(start, result.end)) ? {rows: 0, end: -2} : result;
}

/** Where the first record ends at or past `until`, judging by the number of quotes before each line end; −1 when none does before `to`. */
export function recordEnd(bytes: Uint8Array, start: number, until: number, to: number): number {
  let quoted = false;
  for (let at = start; at < to; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) quoted = !quoted;
    else if (byte === NEWLINE && !quoted && at + 1 >= until) return at + 1;
  }
  return -1;
}

/** The two words of an id. */
export function idWords(imageId: string): [high: number, low: number] {
  return [Number.parseInt(imageId.slice(0, 8), 16), Number.parseInt(imageId.slice(8), 16)];
}
