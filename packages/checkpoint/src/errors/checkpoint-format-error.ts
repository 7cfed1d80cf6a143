import {OidError} from '@oid/core';

/** What a {@link CheckpointFormatError} carries. */
export type CheckpointFormatDetail = {source: string; reason: string};

/** Files are not a whole TensorFlow V2 checkpoint. Code `checkpoint/format`. */
export class CheckpointFormatError extends OidError {
  override readonly name = 'CheckpointFormatError';
  readonly detail: CheckpointFormatDetail;

  constructor(detail: CheckpointFormatDetail, options?: ErrorOptions) {
    super(
      'checkpoint/format',
      `${detail.source}: not a whole TensorFlow V2 checkpoint: ${detail.reason}. Copy the .index and every .data file again.`,
      options,
    );
    this.detail = detail;
  }
}
