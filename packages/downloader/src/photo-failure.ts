import {OidError} from '@oid/core';
import type {Reason} from './journal-entry.ts';

/** Why an attempt at one photo came to nothing. Ends as a line of the journal, never as a rejection. Code `downloader/photo`. */
export class PhotoFailure extends OidError {
  override readonly name = 'PhotoFailure';
  readonly detail: {reason: Reason; status: number | undefined; again: boolean; retryAfterMs: number | undefined};

  /**
   * @param message - what was found, for the journal.
   * @param options.again - whether another attempt may end otherwise. Default false.
   * @param options.retryAfterMs - how long the server asked to be left alone.
   */
  constructor(
    reason: Reason,
    message: string,
    options: {status?: number | undefined; again?: boolean; retryAfterMs?: number | undefined; cause?: unknown} = {},
  ) {
    super('downloader/photo', message, options.cause === undefined ? {} : {cause: options.cause});
    this.detail = {reason, status: options.status, again: options.again ?? false, retryAfterMs: options.retryAfterMs};
  }
}
