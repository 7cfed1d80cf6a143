import {OidError} from '@oid/core';

/** A table is there but could not be copied. Code `openimages-metadata/fetch-table`. */
export class FetchTableError extends OidError {
  override readonly name = 'FetchTableError';
  readonly detail: {location: string; reason: string; status: number | undefined};

  /** @param location - file or URL, without credentials. */
  constructor(location: string, reason: string, status?: number, options?: ErrorOptions) {
    super('openimages-metadata/fetch-table', `${location}: ${reason}. Nothing was kept; run again to continue.`, options);
    this.detail = {location, reason, status};
  }
}
