import {closeSync, openSync, unlinkSync} from 'node:fs';
import {availableParallelism, tmpdir} from 'node:os';
import {join} from 'node:path';
import {checkRange, OptionError} from '@oid/core';
import type {ImageId, Mid, OnProgress} from '@oid/core';
import type {ClassList} from '../class-list.ts';
import type {Point} from '../group-points.ts';
import {imageRowReader} from '../image-rows.ts';
import {ImageFilter} from './scan/box-words.ts';
import {IdSet} from './scan/id-set.ts';
import type {JoinedPartition} from './scan/join-partition.ts';
import {pointsOf} from './scan/joined-points.ts';
import type {BoxFilter} from './scan/scan-boxes.ts';
import type {ScanSetup, TablePlan} from './scan/scan-task.ts';
import {scanTable} from './scan/table-ranges.ts';
import {readTableHeader} from './scan/table-header.ts';
import type {TableHeader} from './scan/table-header.ts';
import {startTaskCrew} from './scan/task-crew.ts';

/** One state of a flag, or several; `'unknown'` is “nobody judged”. */
export type FlagCondition = boolean | 'unknown' | readonly (boolean | 'unknown')[];

/** The states in which a box is wanted, flag by flag; a flag left out is not looked at. */
export type FlagConditions = {
  occluded?: FlagCondition | undefined;
  truncated?: FlagCondition | undefined;
  groupOf?: FlagCondition | undefined;
  depiction?: FlagCondition | undefined;
  inside?: FlagCondition | undefined;
};

/** Which boxes are wanted. */
export type BoxConditions = {
  flags?: FlagConditions | undefined;
  /** Lowest confidence, in [0, 1]. @default 0 */
  minConfidence?: number | undefined;
  /** How boxes were made, such as `['xclick']`; every way when left out, and in tables that do not say. */
  sources?: readonly string[] | undefined;
  /** The only images wanted. */
  imageIds?: ReadonlySet<ImageId> | readonly ImageId[] | undefined;
  /** Images not wanted. */
  exceptImageIds?: ReadonlySet<ImageId> | readonly ImageId[] | undefined;
};

export type StreamPointsOptions = BoxConditions & {
  /** Every class that the box table may hold; a row of another is an error. At most 65,536. */
  classes: ClassList;
  /** The classes wanted. */
  wanted: Iterable<Mid>;
  /** Threads; 0 works in the calling thread. @default one a processor, at most 8; 0 for tables below 16 MiB */
  threads?: number | undefined;
  /** What may be kept in memory between scanning and joining before temporary files take it, in MiB. @default 128 */
  memoryMiB?: number | undefined;
  /** Bytes of a table that a thread takes at a time. @default 8 MiB */
  rangeBytes?: number | undefined;
  /** Where temporary files go; they have no name while they are in use, so that none stays behind. @default the system's */
  temporaryFolder?: string | undefined;
  /** Told of images that have wanted boxes but no row in the image table, and so no point. */
  onMissingImage?: ((imageId: ImageId) => void) | undefined;
  /** Events with `stage: 'points'`, `unit: 'rows'`, and bytes of both tables. */
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
};

export const STREAM_POINTS_DEFAULTS = {minConfidence: 0, memoryMiB: 128, rangeBytes: 8_388_608} as const;

const SMALL = 16 << 20;
const PART_BYTES = 16 << 20;
const MOST_THREADS = 8;

/**
 * Filters a box table, joins it with the image table and groups it by image, in memory that does not grow with the tables: threads scan ranges of the
 * files' bytes, keep wanted rows as a few words each, part them by the leading digits of the image id, and join part by part.
 *
 * The rows are those of `parseBoxRows` and `parseImageRows`, and so are the errors; where an image is listed twice the first row holds. Plain and
 * gzipped tables alike. Fast on the published layouts; other layouts, and boxes in quotes, take the parsers' way.
 *
 * @returns points in the order of their image ids, whatever the order of the tables, the boxes of each in the table's order. Its arrays are views
 * of larger ones: copy what you keep for long. Its `image` is made when it is first asked for; spreading a point does not copy it.
 * @throws what the row parsers throw; OptionError.
 */
export async function* streamPoints(boxTable: string, imageTable: string, options: StreamPointsOptions): AsyncGenerator<Point> {
  const {signal, onProgress} = options;
  const rangeBytes = checkRange('rangeBytes', options.rangeBytes ?? STREAM_POINTS_DEFAULTS.rangeBytes, {
    min: 16,
    max: 1 << 30,
    integer: true,
  });
  const memoryMiB = checkRange('memoryMiB', options.memoryMiB ?? STREAM_POINTS_DEFAULTS.memoryMiB, {min: 0, max: 1 << 20});
  const filter = boxFilter(options);
  const headers = {boxes: await readTableHeader(boxTable), images: await readTableHeader(imageTable)};
  const totalBytes = headers.boxes.bytes + headers.images.bytes;
  const threads =
    options.threads === undefined
      ? totalBytes < SMALL
        ? 0
        : Math.min(MOST_THREADS, availableParallelism())
      : checkRange('threads', options.threads, {min: 0, max: 256, integer: true});
  const partitionBits = Math.max(0, Math.min(10, Math.ceil(Math.log2(headers.boxes.bytes / PART_BYTES))));

  const files = new OpenFiles(options.temporaryFolder ?? tmpdir());
  try {
    const budget = new SharedArrayBuffer(8);
    new Int32Array(budget)[1] = Math.floor(memoryMiB * 1024);
    const plan = (header: TableHeader): TablePlan => ({
      file: files.open(header.path),
      fileBytes: header.bytes,
      header: header.line,
      columns: header.columns,
    });
    const common = {
      boxes: {...plan(headers.boxes), filter},
      images: plan(headers.images),
      imageFilter: new ImageFilter().memory,
      partitionBits,
      budget,
    };
    const setups = Array.from({length: Math.max(1, threads)}, (): ScanSetup => ({...common, spill: files.temporary()}));
    const crew = startTaskCrew(threads === 0 ? [] : setups, setups[0] as ScanSetup);
    try {
      const scan = (kind: 'boxes' | 'images', before: {bytes: number}) =>
        scanTable(crew, {
          kind,
          table: headers[kind],
          classes: options.classes,
          rangeBytes,
          ahead: 2 * Math.max(1, threads),
          signal,
          onProgress: (bytes, rows) => onProgress?.({stage: 'points', done: rows, unit: 'rows', bytes: before.bytes + bytes}),
        });
      const boxes = await scan('boxes', {bytes: 0});
      if (boxes.length === 0) return;
      const images = await scan('images', {bytes: headers.boxes.bytes});
      crew.take({boxes, images});
      const toImageRow = imageRowReader(headers.images.columns, imageTable);
      const mids = options.classes.entries.map(({mid}) => mid);
      const joining: Promise<JoinedPartition>[] = [];
      const ahead = Math.max(1, threads) + 1;
      for (let next = 0; next < 2 ** partitionBits || joining.length > 0; ) {
        while (next < 2 ** partitionBits && joining.length < ahead) {
          const result = crew.join(next);
          result.catch(() => undefined);
          joining.push(result);
          next += 1;
        }
        const part = await (joining.shift() as Promise<JoinedPartition>);
        signal?.throwIfAborted();
        // Cheaper than delegating, which wraps every point in promises of its own.
        for (const point of pointsOf(part, mids, toImageRow, options.onMissingImage ?? (() => undefined))) yield point;
      }
    } finally {
      await crew.close();
    }
  } finally {
    files.close();
  }
}

function boxFilter({classes, wanted, flags = {}, sources, imageIds, exceptImageIds, ...options}: StreamPointsOptions): BoxFilter {
  const known = classes.entries.map(({mid}) => mid);
  if (known.length > 1 << 16) throw new OptionError('classes', known.length, 'at most 65,536 classes');
  const places = new Map(known.map((mid, place) => [mid, place]));
  const wantedBytes = new Uint8Array(known.length);
  for (const mid of wanted) {
    const place = places.get(mid);
    if (place === undefined) throw classes.unknown(mid);
    wantedBytes[place] = 1;
  }
  return {
    known,
    wanted: wantedBytes,
    flagStates: (['occluded', 'truncated', 'groupOf', 'depiction', 'inside'] as const).map((name) => statesOf(name, flags[name])),
    sources,
    minConfidence: checkRange('minConfidence', options.minConfidence ?? STREAM_POINTS_DEFAULTS.minConfidence, {min: 0, max: 1}),
    only: imageIds === undefined ? undefined : IdSet.from(imageIds).memory,
    except: exceptImageIds === undefined ? undefined : IdSet.from(exceptImageIds).memory,
  };
}

/** A bit for each state wanted: no, yes, not judged. */
function statesOf(name: string, condition: FlagCondition | undefined): number {
  if (condition === undefined) return 0b111;
  let bits = 0;
  for (const state of Array.isArray(condition) ? (condition as readonly unknown[]) : [condition]) {
    if (state !== true && state !== false && state !== 'unknown') {
      throw new OptionError(`flags.${name}`, state, "true, false, 'unknown', or a list of these");
    }
    bits |= state === false ? 1 : state === true ? 2 : 4;
  }
  return bits;
}

/** Files by number, as threads share them. */
class OpenFiles {
  readonly #numbers: number[] = [];
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  open(path: string): number {
    const file = openSync(path, 'r');
    this.#numbers.push(file);
    return file;
  }

  /** Loses its name at once where the system allows it, so that even a killed process leaves nothing behind. */
  temporary(): number {
    serial += 1;
    const path = join(this.#folder, `oid-points-${process.pid}-${serial}.tmp`);
    const file = openSync(path, 'wx+');
    this.#numbers.push(file);
    unlinkSync(path);
    return file;
  }

  close(): void {
    for (const file of this.#numbers.splice(0)) closeSync(file);
  }
}

let serial = 0;
