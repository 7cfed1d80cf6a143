import {OidError} from '@oid/core';

/** Why one candidate does not start; it is passed over. Code `runtime/not-startable`. */
export class NotStartableError extends OidError {
  override readonly name = 'NotStartableError';

  /** @param detail - `remedy` where the candidate's own does not fit the reason. */
  constructor(
    readonly detail: {reason: string; remedy?: string | undefined},
    options?: ErrorOptions,
  ) {
    super('runtime/not-startable', detail.reason, options);
  }
}
