import {OidError} from '@oid/core';

/** A score or prediction is NaN or infinite, so no metric can be made of it. Code `metrics/not-finite`. */
export class NotFiniteError extends OidError {
  override readonly name = 'NotFiniteError';
  readonly detail: {argument: string; index: number; value: number};

  constructor(argument: string, index: number, value: number, options?: ErrorOptions) {
    super(
      'metrics/not-finite',
      `${argument}: element ${index} is ${value}, but must be a finite number. A training run that has diverged gives such values: ` +
        'go back to an earlier checkpoint, or lower the learning rate.',
      options,
    );
    this.detail = {argument, index, value};
  }
}

/** @throws {@link NotFiniteError} for the first element that is NaN or infinite. */
export function checkFinite(values: Float32Array | Float64Array, argument: string): void {
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) throw new NotFiniteError(argument, k, values[k] as number);
  }
}
