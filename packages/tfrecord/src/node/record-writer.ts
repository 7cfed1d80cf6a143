import {rm} from 'node:fs/promises';
import {createDeflate, createGzip} from 'node:zlib';
import type {Deflate, Gzip} from 'node:zlib';
import {OptionError, checkRange} from '@oid/core';
import {AtomicFile, writeFileAtomic} from '@oid/core/node';
import type {Compression} from '../compression.ts';
import {FOOTER_BYTES, HEADER_BYTES, writeFooter, writeHeader} from '../record-frame.ts';
import {RecordIndexBuilder, formatRecordIndex} from '../record-index.ts';
import {hardwareCrc32c} from './hardware-crc32c.ts';
import {indexPath} from './index-path.ts';

/** Options of {@link RecordWriter} and {@link writeRecords}. */
export type WriteRecordsOptions = {
  /** Compresses the whole file, as TensorFlow's `TFRecordOptions(compression_type=…)`. @default 'none' */
  compression?: Compression | undefined;
  /** Of zlib, 0 to 9. @default 6, zlib's own and TensorFlow's */
  level?: number | undefined;
  /** Writes `<path>.idx` too, for {@link RecordFile}; not for a compressed file. @default false */
  index?: boolean | undefined;
  /** Bytes gathered before they go to the file; twice as many are held. @default 1048576 */
  bufferBytes?: number | undefined;
};

/** Defaults of {@link WriteRecordsOptions}. */
export const WRITE_RECORDS_DEFAULTS: {
  readonly compression: Compression;
  readonly level: number;
  readonly index: boolean;
  readonly bufferBytes: number;
} = {compression: 'none', level: 6, index: false, bufferBytes: 2 ** 20};

/** What was written: records, and the bytes of the file, compressed where it is. */
export type WrittenRecords = {records: number; bytes: number};

/**
 * Writes a TFRecord file record by record. The file gets its name only when {@link RecordWriter.commit} is through: killed at any instant, the
 * name holds the old file or the new one. Call one method at a time.
 */
export class RecordWriter {
  readonly #path: string;
  readonly #file: AtomicFile;
  readonly #zip: Zip | undefined;
  readonly #withIndex: boolean;
  readonly #records = new RecordIndexBuilder();
  readonly #header = new Uint8Array(HEADER_BYTES);
  readonly #footer = new Uint8Array(FOOTER_BYTES);
  #bytes = 0;
  #buffer: Uint8Array;
  #spare: Uint8Array;
  #used = 0;
  #writing: Promise<void> = Promise.resolve();

  private constructor(path: string, file: AtomicFile, options: Required<WriteRecordsOptions>) {
    this.#path = path;
    this.#file = file;
    this.#withIndex = options.index as boolean;
    this.#buffer = new Uint8Array(options.bufferBytes as number);
    this.#spare = new Uint8Array(options.bufferBytes as number);
    const {compression, level} = options;
    if (compression !== 'none')
      this.#zip = new Zip(compression === 'gzip' ? createGzip({level}) : createDeflate({level}), (chunk) => this.#store(chunk));
  }

  /** Makes the folders that are missing. @throws {@link OptionError} if an option is out of range, or an index is asked of a compressed file. */
  static async create(path: string, options: WriteRecordsOptions = {}): Promise<RecordWriter> {
    const compression = options.compression ?? WRITE_RECORDS_DEFAULTS.compression;
    if (!['none', 'gzip', 'zlib'].includes(compression)) throw new OptionError('compression', compression, `'none', 'gzip' or 'zlib'`);
    const index = options.index ?? WRITE_RECORDS_DEFAULTS.index;
    if (index && compression !== 'none') throw new OptionError('index', index, 'false for a compressed file, which has no random access');
    const level = checkRange('level', options.level ?? WRITE_RECORDS_DEFAULTS.level, {min: 0, max: 9, integer: true});
    const bufferBytes = checkRange('bufferBytes', options.bufferBytes ?? WRITE_RECORDS_DEFAULTS.bufferBytes, {
      min: HEADER_BYTES,
      max: 2 ** 30,
      integer: true,
    });
    return new RecordWriter(path, await AtomicFile.create(path), {compression, level, index, bufferBytes});
  }

  /** @param payload - any bytes; free to change when the promise is through. */
  async write(payload: Uint8Array): Promise<void> {
    writeHeader(this.#header, payload.length);
    (await this.#room(HEADER_BYTES)).set(this.#header);
    if (payload.length <= this.#buffer.length) {
      (await this.#room(payload.length)).set(payload);
    } else {
      await this.#flush();
      await this.#writing;
      await this.#put(payload);
    }
    writeFooter(this.#footer, hardwareCrc32c(payload));
    (await this.#room(FOOTER_BYTES)).set(this.#footer);
    this.#records.add(this.#header, this.#footer, HEADER_BYTES + payload.length + FOOTER_BYTES);
  }

  /** The file is whole: flush it to disk and give it its name; then the index, which an older one makes way for first. */
  async commit(): Promise<WrittenRecords> {
    try {
      await this.#flush();
      await this.#writing;
      await this.#zip?.end();
      await rm(indexPath(this.#path), {force: true});
    } catch (error) {
      await this.abort();
      throw error;
    }
    await this.#file.commit();
    if (this.#withIndex) await writeFileAtomic(indexPath(this.#path), formatRecordIndex(this.#records.index()));
    return {records: this.#records.count, bytes: this.#bytes};
  }

  /** Leaves the old file, if any, as it was. */
  async abort(): Promise<void> {
    await this.#zip?.destroy();
    await this.#writing.catch(() => undefined);
    await this.#file.abort();
  }

  /** Room for `count` bytes in the buffer, at most its length; to be filled at once. */
  async #room(count: number): Promise<Uint8Array> {
    if (this.#used + count > this.#buffer.length) await this.#flush();
    this.#used += count;
    return this.#buffer.subarray(this.#used - count, this.#used);
  }

  /** Hands the buffer to the file and goes on in the other one, once that is through. */
  async #flush(): Promise<void> {
    if (this.#used === 0) return;
    await this.#writing;
    this.#writing = this.#put(this.#buffer.subarray(0, this.#used));
    this.#writing.catch(() => undefined); // whoever waits for it next is told
    [this.#buffer, this.#spare] = [this.#spare, this.#buffer];
    this.#used = 0;
  }

  #put(bytes: Uint8Array): Promise<void> {
    return this.#zip === undefined ? this.#store(bytes) : this.#zip.write(bytes);
  }

  async #store(bytes: Uint8Array): Promise<void> {
    await this.#file.write(bytes);
    this.#bytes += bytes.length;
  }
}

/** A compressor whose output goes to `store`; a write is through when its bytes have been taken in. */
class Zip {
  readonly #stream: Gzip | Deflate;
  readonly #output: Promise<void>;

  constructor(stream: Gzip | Deflate, store: (chunk: Uint8Array) => Promise<void>) {
    this.#stream = stream;
    this.#output = (async () => {
      for await (const chunk of stream) await store(chunk as Uint8Array);
    })();
    this.#output.catch(() => undefined);
  }

  async write(bytes: Uint8Array): Promise<void> {
    const taken = new Promise<void>((resolve, reject) => {
      this.#stream.write(bytes, (error) => (error == null ? resolve() : reject(error)));
    });
    // When the file fails, the stream is destroyed, and its output knows why.
    await taken.catch(async (error: unknown) => {
      await this.#output;
      throw error;
    });
  }

  async end(): Promise<void> {
    this.#stream.end();
    await this.#output;
  }

  async destroy(): Promise<void> {
    this.#stream.destroy();
    await this.#output.catch(() => undefined);
  }
}
