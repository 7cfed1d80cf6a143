import {OidError} from '@oid/core';

/** What a {@link CheckpointCompressedError} carries. */
export type CheckpointCompressedDetail = {source: string; byteOffset: number; compression: string};

/** A block of the index is compressed, which TensorFlow itself never does. Code `checkpoint/compressed`. */
export class CheckpointCompressedError extends OidError {
  override readonly name = 'CheckpointCompressedError';
  readonly detail: CheckpointCompressedDetail;

  constructor(detail: CheckpointCompressedDetail, options?: ErrorOptions) {
    super(
      'checkpoint/compressed',
      `${detail.source}: block at byte ${detail.byteOffset} is compressed (${detail.compression}), and only uncompressed blocks are read. ` +
        `Load the checkpoint in TensorFlow and save it again.`,
      options,
    );
    this.detail = detail;
  }
}
