import {OidError} from '@oid/core';

/** A table that cannot be done without is nowhere to be found. Code `openimages-metadata/missing-table`. */
export class MissingTableError extends OidError {
  override readonly name = 'MissingTableError';
  readonly detail: {location: string; table: string; tried: readonly string[]};

  /** @param location - folder or base URL, without credentials. */
  constructor(location: string, table: string, tried: readonly string[], options?: ErrorOptions) {
    super(
      'openimages-metadata/missing-table',
      `${location} has no ${table}. Tried ${tried.join(', ')}. Check the location; it must be the folder that holds these names.`,
      options,
    );
    this.detail = {location, table, tried};
  }
}
