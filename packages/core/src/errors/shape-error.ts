import {OidError} from './oid-error.ts';

/** An argument does not have the shape or length that the function needs. Code `core/shape`. */
export class ShapeError extends OidError {
  override readonly name = 'ShapeError';
  readonly detail: {argument: string; found: readonly number[] | string; expected: string};

  constructor(argument: string, found: readonly number[] | string, expected: string, options?: ErrorOptions) {
    super(
      'core/shape',
      `${argument} has shape ${typeof found === 'string' ? found : `[${found.join(', ')}]`}, but must be ${expected}.`,
      options,
    );
    this.detail = {argument, found, expected};
  }
}
