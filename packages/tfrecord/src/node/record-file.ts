import {open} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {checkRange} from '@oid/core';
import {RecordTruncatedError} from '../errors/record-truncated-error.ts';
import {PARSE_RECORDS_DEFAULTS} from '../parse-records.ts';
import {FOOTER_BYTES, HEADER_BYTES, readBody, readHeader} from '../record-frame.ts';

/**
 * A TFRecord file whose records can be read in any order, several at once. Opening walks the headers, not the payloads, and keeps one
 * number a record. The file must not change while it is open.
 */
export class RecordFile {
  private constructor(
    private readonly path: string,
    private readonly handle: FileHandle,
    /** Where each record starts, and where the last one ends. */
    private readonly offsets: readonly number[],
  ) {}

  /**
   * @throws {@link RecordCorruptError} if a length does not match its CRC, {@link RecordTruncatedError} if the file ends inside a record,
   * {@link RecordTooLongError} for a payload above 2³¹ − 1 bytes, and Node's own error if the file cannot be read.
   */
  static async open(path: string): Promise<RecordFile> {
    const handle = await open(path, 'r');
    try {
      return new RecordFile(path, handle, await scan(path, handle));
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** How many records the file holds. */
  get count(): number {
    return this.offsets.length - 1;
  }

  /**
   * The payload of one record.
   *
   * @param index - 0 to `count - 1`.
   * @throws {@link RecordCorruptError} if it does not match its CRC; {@link OptionError} if there is no such record.
   */
  async read(index: number): Promise<Uint8Array> {
    checkRange('index', index, {min: 0, max: this.count - 1, integer: true});
    const byteOffset = this.offsets[index] as number;
    const place = {source: this.path, byteOffset};
    const bodyBytes = (this.offsets[index + 1] as number) - byteOffset - HEADER_BYTES;
    const body = new Uint8Array(bodyBytes);
    const available = await fill(this.handle, body, byteOffset + HEADER_BYTES);
    if (available < bodyBytes) {
      throw new RecordTruncatedError({...place, availableBytes: HEADER_BYTES + available, neededBytes: HEADER_BYTES + bodyBytes});
    }
    return readBody(body, place);
  }

  /** Closes the file. Reads that follow reject with Node's `EBADF`. */
  async close(): Promise<void> {
    await this.handle.close();
  }
}

async function scan(source: string, handle: FileHandle): Promise<number[]> {
  const {size} = await handle.stat();
  const header = new Uint8Array(HEADER_BYTES);
  const offsets = [0];
  for (let byteOffset = 0; byteOffset < size; ) {
    const place = {source, byteOffset, availableBytes: size - byteOffset};
    const headerBytes = await fill(handle, header, byteOffset);
    if (headerBytes < HEADER_BYTES) throw new RecordTruncatedError({...place, neededBytes: HEADER_BYTES + FOOTER_BYTES});
    const length = readHeader(header, PARSE_RECORDS_DEFAULTS.maxRecordBytes, {source, byteOffset});
    const neededBytes = HEADER_BYTES + length + FOOTER_BYTES;
    if (byteOffset + neededBytes > size) throw new RecordTruncatedError({...place, neededBytes});
    byteOffset += neededBytes;
    offsets.push(byteOffset);
  }
  return offsets;
}

/** Fills `into` from `position` on. @returns how many bytes there were. */
async function fill(handle: FileHandle, into: Uint8Array, position: number): Promise<number> {
  let done = 0;
  while (done < into.length) {
    const {bytesRead} = await handle.read(into, done, into.length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return done;
}
