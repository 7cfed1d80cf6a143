import {OidError} from '@oid/core';

/** No photo of a split became a record, so there is nothing to train on. Code `flow/no-records`. */
export class NoRecordsError extends OidError {
  override readonly name = 'NoRecordsError';
  readonly detail: {split: string; out: string};

  constructor(split: string, out: string) {
    super(
      'flow/no-records',
      `The ${split} split has no records. Look at ${out}/journal for why its photos failed and at ${out}/selection.json for what was selected; ` +
        'choose more classes, or another release.',
    );
    this.detail = {split, out};
  }
}
