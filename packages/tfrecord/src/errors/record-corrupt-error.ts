import {OidError} from '@oid/core';

/** What a {@link RecordCorruptError} carries. `part` is the piece that fails: the record's length or its payload. */
export type RecordCorruptDetail = {
  source: string;
  /** Where the record starts, counted from the start of the file. */
  byteOffset: number;
  part: 'length' | 'payload';
  /** CRC-32C as the file stores it, unmasked. */
  storedCrc: number;
  actualCrc: number;
};

/** A record's bytes do not match the CRC-32C stored beside them. Code `tfrecord/corrupt`. */
export class RecordCorruptError extends OidError {
  override readonly name = 'RecordCorruptError';
  readonly detail: RecordCorruptDetail;

  constructor(detail: RecordCorruptDetail, options?: ErrorOptions) {
    const {source, byteOffset, part, storedCrc, actualCrc} = detail;
    const isCompressed = part === 'length' && byteOffset === 0 ? 'Is it a TFRecord file, and not compressed? If so, download' : 'Download';
    super(
      'tfrecord/corrupt',
      `${source}: ${part === 'payload' ? 'record' : 'length of the record'} at byte ${byteOffset} has CRC-32C ${hex(actualCrc)}, ` +
        `but the file stores ${hex(storedCrc)}. ${isCompressed} or write it again, or pass {onCorrupt: 'skip'} to go on with the next whole record.`,
      options,
    );
    this.detail = detail;
  }
}

function hex(crc: number): string {
  return `0x${crc.toString(16).padStart(8, '0')}`;
}
