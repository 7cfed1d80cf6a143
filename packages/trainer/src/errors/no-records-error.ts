import {OidError} from '@oid/core';

/** There is nothing to train on or to evaluate: no file was named, or the files hold no record. Code `trainer/no-records`. */
export class NoRecordsError extends OidError {
  override readonly name = 'NoRecordsError';

  constructor(
    readonly detail: {paths: readonly string[]},
    options?: ErrorOptions,
  ) {
    const found = detail.paths.length === 0 ? 'options.records is empty' : `${detail.paths.join(', ')}: no record inside`;
    super(
      'trainer/no-records',
      `${found}, but at least one is needed. Build the records first, or check the selection behind them.`,
      options,
    );
  }
}
