import {OidError} from '@oid/core';

/** What a {@link CheckpointUnsupportedError} carries; without `tensor` it is about the whole checkpoint. */
export type CheckpointUnsupportedDetail = {source: string; tensor?: string | undefined; found: string};

/** A checkpoint holds something valid that this library does not read. Code `checkpoint/unsupported`. */
export class CheckpointUnsupportedError extends OidError {
  override readonly name = 'CheckpointUnsupportedError';
  readonly detail: CheckpointUnsupportedDetail;

  constructor(detail: CheckpointUnsupportedDetail, options?: ErrorOptions) {
    const {source, tensor, found} = detail;
    super(
      'checkpoint/unsupported',
      tensor === undefined
        ? `${source}: the checkpoint is ${found}, which is not read. Load it in TensorFlow and save it again.`
        : `${source}: tensor ${JSON.stringify(tensor)} is ${found}, which is not read. Pass a {filter} that leaves it out.`,
      options,
    );
    this.detail = detail;
  }
}
