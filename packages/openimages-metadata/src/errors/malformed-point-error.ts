import {OidError} from '@oid/core';

/** A line of a selection is not a point. Code `openimages-metadata/malformed-point`. */
export class MalformedPointError extends OidError {
  override readonly name = 'MalformedPointError';
  readonly detail: {where: string; reason: string};

  constructor(where: string, reason: string, options?: ErrorOptions) {
    super('openimages-metadata/malformed-point', `${where}: ${reason}. Make the selection again.`, options);
    this.detail = {where, reason};
  }
}
