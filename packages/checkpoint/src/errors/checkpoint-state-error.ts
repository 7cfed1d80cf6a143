import {OidError} from '@oid/core';

/** What a {@link CheckpointStateError} carries. */
export type CheckpointStateDetail = {path: string; reason: string};

/** The text file `checkpoint`, which names the latest one, is torn or not what it should be. Code `checkpoint/state`. */
export class CheckpointStateError extends OidError {
  override readonly name = 'CheckpointStateError';
  readonly detail: CheckpointStateDetail;

  constructor(detail: CheckpointStateDetail, options?: ErrorOptions) {
    super(
      'checkpoint/state',
      `${detail.path}: does not name the latest checkpoint: ${detail.reason}. ` +
        `Delete the file to start without a checkpoint, or write the line: model_checkpoint_path: "PREFIX".`,
      options,
    );
    this.detail = detail;
  }
}
