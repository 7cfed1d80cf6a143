import {OidError} from '@oid/core';

/** There is nothing to train on or to evaluate: no file was named, none is there, or the files hold no record. Code `trainer/no-records`. */
export class NoRecordsError extends OidError {
  override readonly name = 'NoRecordsError';

  /** @param detail - `nearest`: given where a pattern fits no file; the file's name that is most like it, or undefined. */
  constructor(
    readonly detail: {paths: readonly string[]; nearest?: string | undefined},
    options?: ErrorOptions,
  ) {
    const paths = detail.paths.join(', ');
    let found = detail.paths.length === 0 ? 'options.records is empty' : `${paths}: no record inside`;
    if ('nearest' in detail) found = `${paths} fits no file${detail.nearest === undefined ? '' : `; ${detail.nearest} is there`}`;
    super(
      'trainer/no-records',
      `${found}, but at least one is needed. Build the records first, or check the selection behind them.`,
      options,
    );
  }
}
