import {open, readFile} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {OptionError, checkRange} from '@oid/core';
import {RecordIndexError} from '../errors/record-index-error.ts';
import {RecordTruncatedError} from '../errors/record-truncated-error.ts';
import {PARSE_RECORDS_DEFAULTS} from '../parse-records.ts';
import {FOOTER_BYTES, HEADER_BYTES, isHeader, readBody, readHeader} from '../record-frame.ts';
import {parseRecordIndex} from '../record-index.ts';
import type {RecordIndex} from '../record-index.ts';
import {hardwareCrc32c} from './hardware-crc32c.ts';
import {indexPath} from './index-path.ts';
import {fill, scanRecords} from './scan-records.ts';

/** Options of {@link RecordFile.open}. */
export type RecordFileOptions = {
  /**
   * Whether to take offsets from `<path>.idx`: `auto` does if it is there and fits the file, and else walks the headers; `require` throws where
   * it would walk; `ignore` always walks. @default 'auto'
   */
  index?: 'auto' | 'require' | 'ignore' | undefined;
};

/** Defaults of {@link RecordFileOptions}. */
export const RECORD_FILE_DEFAULTS: {readonly index: 'auto' | 'require' | 'ignore'} = {index: 'auto'};

/**
 * An uncompressed TFRecord file whose records can be read in any order, several at once. Opening reads the index beside it, or walks the
 * headers, not the payloads, and keeps one number a record. The file must not change while it is open.
 */
export class RecordFile {
  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    private readonly index: RecordIndex,
    /** Whether the offsets came from an index file. */
    readonly indexed: boolean,
  ) {}

  /**
   * @throws {@link RecordCorruptError} if a length does not match its CRC, {@link RecordTruncatedError} if the file ends inside a record,
   * {@link RecordTooLongError} for a payload above 2³¹ − 1 bytes, {@link RecordIndexError} if an index is required and there is none or it does
   * not fit the file, and Node's own error if the file cannot be read.
   */
  static async open(path: string, options: RecordFileOptions = {}): Promise<RecordFile> {
    const use = options.index ?? RECORD_FILE_DEFAULTS.index;
    if (use !== 'auto' && use !== 'require' && use !== 'ignore') throw new OptionError('index', use, `'auto', 'require' or 'ignore'`);
    const handle = await open(path, 'r');
    try {
      const indexed = use === 'ignore' ? undefined : await fittingIndex(path, handle, use === 'require');
      return new RecordFile(path, handle, indexed ?? (await scanRecords(path, handle)), indexed !== undefined);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** How many records the file holds. */
  get count(): number {
    return this.index.offsets.length - 1;
  }

  /**
   * Eight hex digits that change with any record: to notice, before going on where one stopped, that the file is another one. Absent where
   * another program wrote the index.
   */
  get fingerprint(): string | undefined {
    return this.index.fingerprint?.toString(16).padStart(8, '0');
  }

  /** Where a record starts, in bytes; for `count`, where the last one ends. @throws {@link OptionError} if there is no such record. */
  byteOffset(index: number): number {
    return this.index.offsets[checkRange('index', index, {min: 0, max: this.count, integer: true})] as number;
  }

  /**
   * The payload of one record.
   *
   * @param index - 0 to `count - 1`.
   * @throws {@link RecordCorruptError} if it does not match its CRCs; {@link RecordIndexError} if the index does not lead to a record;
   * {@link OptionError} if there is no such record.
   */
  async read(index: number): Promise<Uint8Array> {
    checkRange('index', index, {min: 0, max: this.count - 1, integer: true});
    const byteOffset = this.byteOffset(index);
    const place = {source: this.path, byteOffset};
    const neededBytes = this.byteOffset(index + 1) - byteOffset;
    const record = new Uint8Array(neededBytes);
    const availableBytes = await fill(this.handle, record, byteOffset);
    if (availableBytes < neededBytes) throw new RecordTruncatedError({...place, availableBytes, neededBytes});
    if (this.indexed && !isRecordOf(record, neededBytes))
      throw misfit(this.path, `no record of ${neededBytes} bytes starts at byte ${byteOffset}`);
    const length = readHeader(record, PARSE_RECORDS_DEFAULTS.maxRecordBytes, place);
    return readBody(record.subarray(HEADER_BYTES, HEADER_BYTES + length + FOOTER_BYTES), place, hardwareCrc32c);
  }

  /** Closes the file. Reads that follow reject with Node's `EBADF`. */
  async close(): Promise<void> {
    await this.handle.close();
  }
}

/** The index beside a file, if its end is the file's end and its first and last record are records of the file. */
async function fittingIndex(path: string, handle: FileHandle, required: boolean): Promise<RecordIndex | undefined> {
  try {
    const index = parseRecordIndex(await readFile(indexPath(path), 'utf8'), {source: indexPath(path)});
    const {size} = await handle.stat();
    const end = index.offsets.at(-1) as number;
    if (end !== size) throw misfit(path, `it ends at byte ${end}, the file at byte ${size}`);
    for (const row of new Set([0, index.offsets.length - 2])) {
      if (row < 0 || index.offsets.length === 1) continue;
      const [start, next] = [index.offsets[row] as number, index.offsets[row + 1] as number];
      const header = new Uint8Array(HEADER_BYTES);
      await fill(handle, header, start);
      if (!isRecordOf(header, next - start)) throw misfit(path, `no record of ${next - start} bytes starts at byte ${start}`);
    }
    return index;
  } catch (error) {
    if (!required) return undefined;
    if (error instanceof RecordIndexError) throw error;
    throw new RecordIndexError({source: indexPath(path), reason: 'the index cannot be read'}, {cause: error});
  }
}

/** Whether a header is right and says that its record takes this many bytes. */
function isRecordOf(header: Uint8Array, recordBytes: number): boolean {
  const most = PARSE_RECORDS_DEFAULTS.maxRecordBytes;
  return isHeader(header, 0, most) && readHeader(header, most, {source: '', byteOffset: 0}) === recordBytes - HEADER_BYTES - FOOTER_BYTES;
}

function misfit(path: string, reason: string): RecordIndexError {
  return new RecordIndexError({source: indexPath(path), reason: `the index does not belong to ${path}: ${reason}`});
}
