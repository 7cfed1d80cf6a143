import {OidError} from '@oid/core';

/** A variable is asked for by a name that its store, or the tensors loaded into it, do not hold. Code `detector-model/variable-missing`. */
export class VariableMissingError extends OidError {
  override readonly name = 'VariableMissingError';
  readonly detail: {variable: string; nearest: string | undefined; count: number};

  constructor(where: string, detail: {variable: string; nearest: string | undefined; count: number}, options?: ErrorOptions) {
    const hint =
      detail.nearest !== undefined
        ? `Did you mean ${detail.nearest}?`
        : detail.count === 0
          ? 'A disposed model holds nothing: create it again.'
          : 'Check that model and values are of the same network.';
    super('detector-model/variable-missing', `${where} has no variable ${detail.variable} among its ${detail.count}. ${hint}`, options);
    this.detail = detail;
  }
}
