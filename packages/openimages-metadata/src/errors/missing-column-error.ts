import {OidError} from '@oid/core';

/** A table's header lacks a column that its rows cannot be read without. Code `openimages-metadata/missing-column`. */
export class MissingColumnError extends OidError {
  override readonly name = 'MissingColumnError';
  readonly detail: {source: string; line: number; column: string; found: readonly string[]};

  constructor(source: string, line: number, column: string, found: readonly string[], options?: ErrorOptions) {
    super(
      'openimages-metadata/missing-column',
      `${source}:${line}: the header has no column ${column}; it has ${found.slice(0, 30).join(', ').slice(0, 300)}. ` +
        'Download the table again, or restore its header row.',
      options,
    );
    this.detail = {source, line, column, found};
  }
}
