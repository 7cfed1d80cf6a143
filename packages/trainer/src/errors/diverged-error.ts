import {OidError} from '@oid/core';

/** The loss or a weight stopped being a finite number. Code `trainer/diverged`. The last good checkpoint is kept. */
export class DivergedError extends OidError {
  override readonly name = 'DivergedError';

  constructor(
    readonly detail: {step: number; learningRate: number; what: string; found: number},
    options?: ErrorOptions,
  ) {
    super(
      'trainer/diverged',
      `Step ${detail.step}: ${detail.what} is ${detail.found} at learning rate ${detail.learningRate}, but must be finite. The last good ` +
        `checkpoint is kept: start again with a lower learning rate, such as ${detail.learningRate / 10}, to go on from it.`,
      options,
    );
  }
}
