import {OidError} from '@oid/core';

/** Several classes share this display name. Code `openimages-metadata/ambiguous-class`. */
export class AmbiguousClassError extends OidError {
  override readonly name = 'AmbiguousClassError';
  readonly detail: {name: string; mids: readonly string[]};

  constructor(name: string, mids: readonly string[], options?: ErrorOptions) {
    super(
      'openimages-metadata/ambiguous-class',
      `${JSON.stringify(name)} names ${mids.length} classes: ${mids.join(', ')}. Use the id of the one you mean.`,
      options,
    );
    this.detail = {name, mids};
  }
}
