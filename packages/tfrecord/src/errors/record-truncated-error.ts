import {OidError} from '@oid/core';

/** What a {@link RecordTruncatedError} carries; both counts include the record's framing of 16 bytes. */
export type RecordTruncatedDetail = {
  source: string;
  /** Where the record starts, counted from the start of the file. */
  byteOffset: number;
  /** Bytes from there to the end of the file. */
  availableBytes: number;
  /** Bytes that the record takes; at least 16 when the file ends inside its header. */
  neededBytes: number;
};

/** A file ends in the middle of a record. Code `tfrecord/truncated`. */
export class RecordTruncatedError extends OidError {
  override readonly name = 'RecordTruncatedError';
  readonly detail: RecordTruncatedDetail;

  constructor(detail: RecordTruncatedDetail, options?: ErrorOptions) {
    super(
      'tfrecord/truncated',
      `${detail.source}: the file ends ${detail.availableBytes} bytes into the record at byte ${detail.byteOffset}, which takes ` +
        `${detail.availableBytes < 12 ? 'at least ' : ''}${detail.neededBytes} bytes. Download or write the file again.`,
      options,
    );
    this.detail = detail;
  }
}
