import {decodeDetectionExample} from '@oid/tfrecord';
import type {DetectionExample} from '@oid/tfrecord';
import {RecordFile} from '@oid/tfrecord/node';
import {createHash} from 'node:crypto';
import {stat} from 'node:fs/promises';
import {basename} from 'node:path';
import {BadRecordError} from '../errors/bad-record-error.ts';
import {NoRecordsError} from '../errors/no-records-error.ts';

/** Where a record lies: a file and its index in it, from 0. */
export type RecordPlace = {readonly path: string; readonly index: number};

type OpenFile = {path: string; file: RecordFile; first: number};

/** Several TFRecord files of detection examples as one list with random access, in the order of the paths. Close it after use. */
export class RecordSet {
  private constructor(
    private readonly files: readonly OpenFile[],
    /** Records in all files; at least 1. */
    readonly count: number,
    /** Changes when a file's name, size or number of records does, or their order; not when the folder moves. 16 hex digits. */
    readonly digest: string,
  ) {}

  /**
   * @throws {@link NoRecordsError} when there is no path or no record; what `RecordFile.open` throws for a missing or broken file.
   */
  static async open(paths: readonly string[]): Promise<RecordSet> {
    const files: OpenFile[] = [];
    const hash = createHash('sha256');
    let count = 0;
    try {
      for (const path of paths) {
        const file = await RecordFile.open(path);
        files.push({path, file, first: count});
        count += file.count;
        hash.update(`${JSON.stringify([basename(path), file.count, (await stat(path)).size])}\n`);
      }
      if (count === 0) throw new NoRecordsError({paths});
    } catch (error) {
      await Promise.all(files.map(({file}) => file.close()));
      throw error;
    }
    return new RecordSet(files, count, hash.digest('hex').slice(0, 16));
  }

  /** @param index - 0 … count − 1. */
  place(index: number): RecordPlace {
    const {path, first} = this.fileOf(index);
    return {path, index: index - first};
  }

  /** @throws {@link BadRecordError} when the payload is corrupt or no detection example. */
  async read(index: number): Promise<DetectionExample> {
    const {path, file, first} = this.fileOf(index);
    try {
      return decodeDetectionExample(await file.read(index - first), {source: path});
    } catch (error) {
      throw new BadRecordError({path, index: index - first, reason: reasonOf(error)}, {cause: error});
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.files.map(({file}) => file.close()));
  }

  private fileOf(index: number): OpenFile {
    let low = 0;
    let high = this.files.length - 1;
    // The last file that begins at or before the index; empty files begin where the next one does and are passed over.
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.files[middle] as OpenFile).first <= index) low = middle;
      else high = middle - 1;
    }
    return this.files[low] as OpenFile;
  }
}

/** An error's message as the end of a sentence. */
export function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
