import {OidError} from '@oid/core';

/** What an {@link ExampleFormatError} carries. */
export type ExampleFormatDetail = {
  source: string;
  what: 'tf.train.Example' | 'tf.train.SequenceExample';
  byteOffset: number;
  reason: string;
};

/** Bytes are not an encoded `tf.train.Example` or `SequenceExample`. Code `tfrecord/example-format`. */
export class ExampleFormatError extends OidError {
  override readonly name = 'ExampleFormatError';
  readonly detail: ExampleFormatDetail;

  constructor(detail: ExampleFormatDetail, options?: ErrorOptions) {
    super(
      'tfrecord/example-format',
      `${detail.source}: not a ${detail.what}, ${detail.reason} near byte ${detail.byteOffset} of the record. ` +
        `Check that the file holds Examples and not another kind of record.`,
      options,
    );
    this.detail = detail;
  }
}
