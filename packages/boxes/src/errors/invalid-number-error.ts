import {OidError} from '@oid/core';

/** One number of an array, such as a similarity, a loss or a weight, is NaN or out of range. Code `boxes/invalid-number`. */
export class InvalidNumberError extends OidError {
  override readonly name = 'InvalidNumberError';
  /** Which argument, which element of it, and the value as found. */
  readonly detail: {argument: string; index: number; value: number; expected: string};

  constructor(argument: string, index: number, value: number, expected: string, options?: ErrorOptions) {
    super(
      'boxes/invalid-number',
      `${argument}: element ${index} is ${value}, but must be ${expected}. Find where it was computed; ` +
        'where a model made it, look for a training run that has diverged.',
      options,
    );
    this.detail = {argument, index, value, expected};
  }
}
