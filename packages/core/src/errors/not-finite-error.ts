import {OidError} from './oid-error.ts';

/** A logit, score or prediction is NaN or infinite. Code `core/not-finite`. */
export class NotFiniteError extends OidError {
  override readonly name = 'NotFiniteError';
  readonly detail: {argument: string; index: number; value: number};

  constructor(argument: string, index: number, value: number, options?: ErrorOptions) {
    super(
      'core/not-finite',
      `${argument}: element ${index} is ${value}, but must be a finite number. A training run that has diverged gives such values: ` +
        'go back to an earlier checkpoint, or lower the learning rate.',
      options,
    );
    this.detail = {argument, index, value};
  }
}
