import {OidError} from '@oid/core';

const ADVICE = {
  'redis-unavailable': 'Check that Redis runs there and can be reached.',
  'redis-denied': 'Check the user name and the password, and what that user may do.',
  'redis-too-old': 'BullMQ needs Redis 6.2 or later.',
} as const;

/**
 * Redis cannot be used. Codes `downloader/redis-unavailable` (no connection, for as long as `giveUpMs`), `downloader/redis-denied`,
 * `downloader/redis-too-old`.
 */
export class RedisError extends OidError {
  override readonly name = 'RedisError';
  readonly detail: {server: string; found: string};

  /** @param server - host and port, or path; without credentials. */
  constructor(problem: keyof typeof ADVICE, server: string, found: string, options?: ErrorOptions) {
    super(`downloader/${problem}`, `Redis at ${server}: ${found}. ${ADVICE[problem]}`, options);
    this.detail = {server, found};
  }
}
