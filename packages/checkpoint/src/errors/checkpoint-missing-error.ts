import {OidError} from '@oid/core';

/** What a {@link CheckpointMissingError} carries: the file that is not there and the prefix that was asked for. */
export type CheckpointMissingDetail = {path: string; prefix: string};

/** A file of a checkpoint is not there. Code `checkpoint/missing`. */
export class CheckpointMissingError extends OidError {
  override readonly name = 'CheckpointMissingError';
  readonly detail: CheckpointMissingDetail;

  constructor(detail: CheckpointMissingDetail, options?: ErrorOptions) {
    super(
      'checkpoint/missing',
      `${detail.path}: no such file, so the checkpoint ${detail.prefix} is not there or not whole. ` +
        `A checkpoint is named by its prefix, such as ckpt/model-500, without .index or .data-00000-of-00001.`,
      options,
    );
    this.detail = detail;
  }
}
