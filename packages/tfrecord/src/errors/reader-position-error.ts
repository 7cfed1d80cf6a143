import {OidError} from '@oid/core';

/** A saved position does not fit the files or options that reading is to go on with. Code `tfrecord/position`. */
export class ReaderPositionError extends OidError {
  override readonly name = 'ReaderPositionError';

  constructor(
    readonly detail: {reason: string},
    options?: ErrorOptions,
  ) {
    super(
      'tfrecord/position',
      `Reading cannot go on from the saved position: ${detail.reason}. Start from the beginning, or restore the files.`,
      options,
    );
  }
}
