import {OidError} from '@oid/core';

/** A table has no header or no rows, as after an interrupted copy. Code `openimages-metadata/empty-table`. */
export class EmptyTableError extends OidError {
  override readonly name = 'EmptyTableError';
  readonly detail: {source: string; missing: 'header' | 'rows'};

  constructor(source: string, missing: 'header' | 'rows', options?: ErrorOptions) {
    super(
      'openimages-metadata/empty-table',
      `${source}: ${missing === 'header' ? 'the file is empty; a header row was expected' : 'there are no rows'}. Download the table again.`,
      options,
    );
    this.detail = {source, missing};
  }
}
