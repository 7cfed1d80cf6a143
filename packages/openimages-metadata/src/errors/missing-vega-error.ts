import {OidError} from '@oid/core';

/** A picture needs `vega`, an optional peer, which is not installed. Code `openimages-metadata/missing-vega`. */
export class MissingVegaError extends OidError {
  override readonly name = 'MissingVegaError';

  constructor(options?: ErrorOptions) {
    super(
      'openimages-metadata/missing-vega',
      'The sunburst is drawn by vega 6, which is not installed here. Install it with: npm install vega@6',
      options,
    );
  }
}
