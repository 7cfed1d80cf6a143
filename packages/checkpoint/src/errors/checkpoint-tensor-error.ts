import {OidError} from '@oid/core';

/** What a {@link CheckpointTensorError} carries. */
export type CheckpointTensorDetail = {tensor: string; found: string; expected: string};

/** A tensor cannot be written: its name, dtype, shape and data do not fit together. Code `checkpoint/tensor`. */
export class CheckpointTensorError extends OidError {
  override readonly name = 'CheckpointTensorError';
  readonly detail: CheckpointTensorDetail;

  constructor(detail: CheckpointTensorDetail, options?: ErrorOptions) {
    super(
      'checkpoint/tensor',
      `Tensor ${JSON.stringify(detail.tensor)} has ${detail.found}, but must have ${detail.expected}. Correct it before saving.`,
      options,
    );
    this.detail = detail;
  }
}
