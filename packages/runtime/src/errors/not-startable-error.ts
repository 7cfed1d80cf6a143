import {OidError} from '@oid/core';

/** Why one candidate does not start; it is passed over. Code `runtime/not-startable`. */
export class NotStartableError extends OidError {
  override readonly name = 'NotStartableError';

  constructor(
    readonly detail: {reason: string},
    options?: ErrorOptions,
  ) {
    super('runtime/not-startable', detail.reason, options);
  }
}
