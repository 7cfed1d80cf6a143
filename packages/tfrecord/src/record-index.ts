import {crc32c} from '@oid/core';
import {RecordIndexError} from './errors/record-index-error.ts';

/** Where the records of a TFRecord file lie. */
export type RecordIndex = {
  /** `[N + 1]`: where each record starts, counted in bytes from the start of the file, and where the last one ends: the file's size. */
  offsets: Float64Array;
  /**
   * CRC-32C of the sixteen framing bytes of every record, in order: since they hold its length and its payload's CRC, it changes with any
   * record. Absent where another program wrote the index.
   */
  fingerprint?: number | undefined;
};

/**
 * Writes an index in the form that NVIDIA DALI's `tfrecord2idx` made common: a line `offset size` for each record, `size` with its framing. A last
 * line, a comment for other readers, holds the fingerprint.
 */
export function formatRecordIndex({offsets, fingerprint}: RecordIndex): string {
  const lines: string[] = [];
  for (let row = 0; row + 1 < offsets.length; row += 1) {
    const start = offsets[row] as number;
    lines.push(`${start} ${(offsets[row + 1] as number) - start}\n`);
  }
  const count = offsets.length - 1;
  if (fingerprint !== undefined) lines.push(`# ${count} records, fingerprint ${fingerprint.toString(16).padStart(8, '0')}\n`);
  return lines.join('');
}

/**
 * Reads an index, ours or another program's.
 *
 * @param options.source - the index file's name, for messages.
 * @throws {@link RecordIndexError} unless the records follow each other without a gap from byte 0, each at least 16 bytes long, as many as
 *   the last line says.
 */
export function parseRecordIndex(text: string, {source}: {source: string}): RecordIndex {
  const offsets = [0];
  let fingerprint: number | undefined;
  const fail = (line: number, found: string): never => {
    throw new RecordIndexError({source, reason: `line ${line} is ${JSON.stringify(found.slice(0, 60))}`});
  };
  for (const [at, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const [, start, size] = /^(\d{1,16}) (\d{1,16})\r?$/.exec(line) ?? [];
    if (start === undefined) {
      const [, count, hex] = /^# (\d+) records, fingerprint ([0-9a-f]{8})$/.exec(line) ?? [];
      if (hex === undefined || Number(count) !== offsets.length - 1) fail(at + 1, line);
      else fingerprint = Number.parseInt(hex, 16);
      continue;
    }
    if (fingerprint !== undefined || Number(start) !== offsets.at(-1) || Number(size) < 16) fail(at + 1, line);
    offsets.push(Number(start) + Number(size));
  }
  return {offsets: Float64Array.from(offsets), fingerprint};
}

/** Makes a {@link RecordIndex} while a file is written or scanned. */
export class RecordIndexBuilder {
  readonly #offsets = [0];
  #crc = 0;

  /** Bytes of all records so far. */
  get size(): number {
    return this.#offsets.at(-1) as number;
  }

  get count(): number {
    return this.#offsets.length - 1;
  }

  /** @param header - twelve bytes. @param footer - four bytes. */
  add(header: Uint8Array, footer: Uint8Array, recordBytes: number): void {
    this.#crc = crc32c(footer, crc32c(header, this.#crc));
    this.#offsets.push(this.size + recordBytes);
  }

  index(): RecordIndex & {fingerprint: number} {
    return {offsets: Float64Array.from(this.#offsets), fingerprint: this.#crc};
  }
}
