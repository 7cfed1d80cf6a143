import {OidError} from '@oid/core';

/** Two layers want the same variable name in one store. Code `detector-model/variable-exists`. */
export class VariableExistsError extends OidError {
  override readonly name = 'VariableExistsError';
  readonly detail: {variable: string};

  constructor(variable: string, options?: ErrorOptions) {
    super(
      'detector-model/variable-exists',
      `The store already holds a variable ${variable}. Give every layer a scope of its own.`,
      options,
    );
    this.detail = {variable};
  }
}
