import {setTimeout as sleep} from 'node:timers/promises';
import {retryAfterMs} from '@oid/core';
import {ChecksumError} from '../errors/checksum-error.ts';
import {FetchTableError} from '../errors/fetch-table-error.ts';
import {TransientError} from './transient-error.ts';

/** Longest wait that a server may ask for between two attempts. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Tries until an attempt succeeds, fails for good, or `retries` further ones have failed. Waits between them, twice as long each time, and as
 * long as the server asks.
 *
 * @param attempt - a {@link TransientError} is worth another attempt.
 * @param movedOn - asked after a failure: whether the attempt brought so much that failures are counted anew.
 * @throws {@link FetchTableError}, {@link ChecksumError} when that is what the last attempt failed of; what `attempt` throws for good.
 */
export async function withRetries<T>(
  place: string,
  {retries, backoffMs, signal}: {retries: number; backoffMs: number; signal: AbortSignal | undefined},
  attempt: () => Promise<T>,
  movedOn: () => boolean = () => false,
): Promise<T> {
  for (let failures = 0; ; ) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      failures = movedOn() ? 1 : failures + 1;
      const {reason, status, retryAfter} = error.detail;
      if (failures > retries) {
        if (error.cause instanceof ChecksumError) throw error.cause;
        throw new FetchTableError(place, `${reason}, after ${failures} attempt${failures === 1 ? '' : 's'}`, status, {cause: error});
      }
      const waitMs = Math.max(backoffMs * 2 ** (failures - 1), Math.min(retryAfterMs(retryAfter) ?? 0, LONGEST_WAIT_MS));
      await sleep(waitMs, undefined, signal === undefined ? {} : {signal}).catch(() => signal?.throwIfAborted());
    }
  }
}
