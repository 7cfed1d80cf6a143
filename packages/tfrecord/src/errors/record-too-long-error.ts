import {OidError} from '@oid/core';

/** What a {@link RecordTooLongError} carries; `length` is a decimal number because it may take 64 bits. */
export type RecordTooLongDetail = {source: string; byteOffset: number; length: string; maxRecordBytes: number};

/** A record claims to be longer than `maxRecordBytes`. Code `tfrecord/too-long`. */
export class RecordTooLongError extends OidError {
  override readonly name = 'RecordTooLongError';
  readonly detail: RecordTooLongDetail;

  constructor(detail: RecordTooLongDetail, options?: ErrorOptions) {
    super(
      'tfrecord/too-long',
      `${detail.source}: record at byte ${detail.byteOffset} claims ${detail.length} bytes, but at most ${detail.maxRecordBytes} are read. ` +
        `If the file can be trusted, pass a higher {maxRecordBytes}.`,
      options,
    );
    this.detail = detail;
  }
}
