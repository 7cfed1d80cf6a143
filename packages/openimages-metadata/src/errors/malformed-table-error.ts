import {OidError} from '@oid/core';

/** A row, or a field of it, is not in the published form. Code `openimages-metadata/malformed-table`. */
export class MalformedTableError extends OidError {
  override readonly name = 'MalformedTableError';
  readonly detail: {source: string; line: number; reason: string};

  constructor(source: string, line: number, reason: string, options?: ErrorOptions) {
    super('openimages-metadata/malformed-table', `${source}:${line}: ${reason}. Download the table again, or correct the row.`, options);
    this.detail = {source, line, reason};
  }
}
