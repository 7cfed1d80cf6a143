import {stat} from 'node:fs/promises';
import {basename} from 'node:path';
import {checkRange} from '@oid/core';
import {ReaderPositionError} from '../errors/reader-position-error.ts';
import {READ_RECORDS_DEFAULTS, readPlacedRecords} from './read-records.ts';
import type {ReadRecordsOptions} from './read-records.ts';

/** Options of {@link ShardReader}. */
export type ShardReaderOptions = Omit<ReadRecordsOptions, 'byteOffset'> & {
  /** Files read side by side. @default 1, one after another */
  cycleLength?: number | undefined;
  /** Records taken from a file before the next one's turn. @default 32 (the Object Detection API's `read_block_length`) */
  blockLength?: number | undefined;
  /** Where an earlier reader of the same files stopped. @default the beginning */
  from?: ReaderPosition | undefined;
};

/** Defaults of {@link ShardReaderOptions}, beside those of reading. */
export const SHARD_READER_DEFAULTS: {readonly cycleLength: number; readonly blockLength: number} = {cycleLength: 1, blockLength: 32};

/** Where a {@link ShardReader} stands: plain data, for a checkpoint. */
export type ReaderPosition = {
  /** Name and size of every file. */
  files: readonly (readonly [name: string, bytes: number])[];
  cycleLength: number;
  blockLength: number;
  /** For each place in the cycle, the file that is open there and the byte, uncompressed, at which its next record starts. */
  open: readonly (readonly [file: number, byteOffset: number] | null)[];
  nextFile: number;
  /** The place whose turn it is, and how many records of its block are taken. */
  slot: number;
  taken: number;
};

type Place = {file: number; byteOffset: number; records: AsyncGenerator<{payload: Uint8Array; endOffset: number}>};

/**
 * Reads several TFRecord files side by side, in the order of `tf.data`'s deterministic
 * `Dataset.from_tensor_slices(files).interleave(TFRecordDataset, cycle_length, block_length)`. Its position can be saved after any record, and
 * a reader started there gives exactly the records that are left.
 */
export class ShardReader implements AsyncIterable<Uint8Array> {
  readonly #files: readonly string[];
  readonly #options: ReadRecordsOptions;
  readonly #blockLength: number;
  readonly #open: (Place | undefined)[];
  readonly #identity: ReaderPosition['files'];
  #nextFile = 0;
  #slot = 0;
  #taken = 0;

  private constructor(
    files: readonly string[],
    identity: ReaderPosition['files'],
    cycleLength: number,
    blockLength: number,
    options: ReadRecordsOptions,
  ) {
    this.#files = files;
    this.#identity = identity;
    this.#options = options;
    this.#blockLength = blockLength;
    this.#open = Array.from({length: cycleLength}, () => undefined);
  }

  /**
   * @param files - in order, as {@link findShards} gives them.
   * @throws {@link OptionError} if an option is out of range, {@link ReaderPositionError} if `from` is of other files or another order, and
   * Node's own error for a file that is not there.
   */
  static async open(files: readonly string[], options: ShardReaderOptions = {}): Promise<ShardReader> {
    const {
      cycleLength: cycle = SHARD_READER_DEFAULTS.cycleLength,
      blockLength: block = SHARD_READER_DEFAULTS.blockLength,
      from,
      ...reading
    } = options;
    const cycleLength = checkRange('cycleLength', cycle, {min: 1, max: 1024, integer: true});
    const blockLength = checkRange('blockLength', block, {min: 1, max: 2 ** 31, integer: true});
    const identity = await Promise.all(files.map(async (path) => [basename(path), (await stat(path)).size] as const));
    const reader = new ShardReader(files, identity, cycleLength, blockLength, reading);
    if (from !== undefined) reader.#restore(from);
    return reader;
  }

  /** Where reading stands, after the record that was given out last. */
  get position(): ReaderPosition {
    return {
      files: this.#identity,
      cycleLength: this.#open.length,
      blockLength: this.#blockLength,
      open: this.#open.map((place) => (place === undefined ? null : ([place.file, place.byteOffset] as const))),
      nextFile: this.#nextFile,
      slot: this.#slot,
      taken: this.#taken,
    };
  }

  /** Files are closed when the loop ends, however it does; a later loop goes on from the position. Errors as in {@link readRecords}. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      while (this.#nextFile < this.#files.length || this.#open.some((place) => place !== undefined)) {
        const place = this.#open[this.#slot] ?? this.#openNext();
        if (place === undefined) {
          this.#nextTurn();
          continue;
        }
        const {done, value} = await place.records.next();
        if (done === true) {
          this.#open[this.#slot] = undefined;
          this.#nextTurn();
          continue;
        }
        place.byteOffset = value.endOffset;
        this.#taken += 1;
        if (this.#taken === this.#blockLength) this.#nextTurn();
        yield value.payload;
      }
    } finally {
      for (const [slot, place] of this.#open.entries()) {
        if (place === undefined) continue;
        await place.records.return(undefined);
        this.#open[slot] = this.#placeAt(place.file, place.byteOffset);
      }
    }
  }

  #openNext(): Place | undefined {
    if (this.#nextFile === this.#files.length) return undefined;
    const place = this.#placeAt(this.#nextFile, READ_RECORDS_DEFAULTS.byteOffset);
    this.#nextFile += 1;
    this.#open[this.#slot] = place;
    return place;
  }

  /** Opens nothing until its first record is asked for. */
  #placeAt(file: number, byteOffset: number): Place {
    return {file, byteOffset, records: readPlacedRecords(this.#files[file] as string, {...this.#options, byteOffset})};
  }

  #nextTurn(): void {
    this.#slot = (this.#slot + 1) % this.#open.length;
    this.#taken = 0;
  }

  #restore(from: ReaderPosition): void {
    if (JSON.stringify(from.files) !== JSON.stringify(this.#identity))
      throw new ReaderPositionError({reason: 'the files or their sizes are others'});
    if (from.cycleLength !== this.#open.length || from.blockLength !== this.#blockLength) {
      throw new ReaderPositionError({reason: `it was saved with cycleLength ${from.cycleLength} and blockLength ${from.blockLength}`});
    }
    const holds =
      from.open.length === from.cycleLength &&
      from.open.every((place) => place === null || (isCount(place[0], from.nextFile - 1) && isCount(place[1], Number.MAX_SAFE_INTEGER))) &&
      isCount(from.nextFile, this.#files.length) &&
      isCount(from.slot, from.cycleLength - 1) &&
      isCount(from.taken, from.blockLength - 1);
    if (!holds) throw new ReaderPositionError({reason: 'it is malformed'});
    for (const [slot, place] of from.open.entries()) this.#open[slot] = place === null ? undefined : this.#placeAt(place[0], place[1]);
    [this.#nextFile, this.#slot, this.#taken] = [from.nextFile, from.slot, from.taken];
  }
}

function isCount(value: unknown, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
}
