import {OidError} from '@oid/core';

/** A row, or a field of it, is not in the published form. Code `openimages-metadata/malformed-table`. */
export class MalformedTableError extends OidError {
  override readonly name = 'MalformedTableError';
  readonly detail: {source: string; line: number; reason: string; column: string | undefined; value: string | undefined};

  /** @param options - with `column` and `value`, at most 100 letters of it, where one field is to blame. */
  constructor(source: string, line: number, reason: string, options: ErrorOptions & {column?: string; value?: string} = {}) {
    super('openimages-metadata/malformed-table', `${source}:${line}: ${reason}. Download the table again, or correct the row.`, options);
    this.detail = {source, line, reason, column: options.column, value: options.value?.slice(0, 100)};
  }
}
