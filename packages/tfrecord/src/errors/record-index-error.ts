import {OidError} from '@oid/core';

/** An index file is malformed, or does not belong to the TFRecord file beside it. Code `tfrecord/index`. */
export class RecordIndexError extends OidError {
  override readonly name = 'RecordIndexError';

  constructor(
    readonly detail: {source: string; reason: string},
    options?: ErrorOptions,
  ) {
    super('tfrecord/index', `${detail.source}: ${detail.reason}. Delete the index and make it again with writeRecordIndex.`, options);
  }
}
