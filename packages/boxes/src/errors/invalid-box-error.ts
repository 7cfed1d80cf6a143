import {OidError} from '@oid/core';

/** A box holds NaN or infinity, or ends before it starts. Code `boxes/invalid`. */
export class InvalidBoxError extends OidError {
  override readonly name = 'InvalidBoxError';
  /** Which argument, which row of it, and that row's four numbers as found. */
  readonly detail: {argument: string; index: number; box: readonly number[]; expected: string};

  constructor(argument: string, index: number, box: readonly number[], expected: string, options?: ErrorOptions) {
    super(
      'boxes/invalid',
      `${argument}: row ${index} is [${box.join(', ')}], but must be ${expected}. Correct or leave out this row; ` +
        'where a model made it, look for a training run that has diverged.',
      options,
    );
    this.detail = {argument, index, box, expected};
  }
}
