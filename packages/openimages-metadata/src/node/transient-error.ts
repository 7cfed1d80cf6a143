import {OidError} from '@oid/core';

/** Worth another attempt; never leaves `fetchMetadata`. Code `openimages-metadata/transient`. */
export class TransientError extends OidError {
  override readonly name = 'TransientError';
  readonly detail: {reason: string; status: number | undefined; retryAfter: string | undefined};

  constructor(reason: string, status?: number, retryAfter?: string, cause?: unknown) {
    super('openimages-metadata/transient', reason, {cause});
    this.detail = {reason, status, retryAfter};
  }
}
