import {setTimeout as wait} from 'node:timers/promises';
import {OptionError, checkRange, createRandom} from '@oid/core';
import type {OnProgress, Random} from '@oid/core';
import {fetch as undiciFetch} from 'undici';
import type {Fetch} from './fetch-type.ts';
import {REASONS} from './journal-entry.ts';
import type {Reason} from './journal-entry.ts';
import {folderStore} from './photo-store.ts';
import type {PhotoStore} from './photo-store.ts';

export type DownloadOptions = {
  /** Photos go to `<directory>/<2 hex>/<id>.jpg`; see `photoPath`. Needed unless `store` is given. */
  directory?: string | undefined;
  /** Where photos go instead of a folder. @default folderStore(directory) */
  store?: PhotoStore | undefined;
  /** Path of the journal, appended to. One process at a time. */
  journal: string;
  /** Photos under way at once, from 1. @default 16 */
  parallel?: number | undefined;
  /** Further attempts after one that may end otherwise, from 0. @default 4 */
  retries?: number | undefined;
  /** First wait between attempts in ms; doubles, up to 30 s, half of it random. @default 500 */
  backoffMs?: number | undefined;
  /** Longest `Retry-After` that is waited for, in ms; a server that asks for more is left alone until the next run. @default 120000 */
  longestRetryAfterMs?: number | undefined;
  /** An attempt ends when nothing arrives for so long, in ms. @default 30000 */
  timeoutMs?: number | undefined;
  /** An attempt ends after so long, whatever arrives, in ms. @default 300000 */
  deadlineMs?: number | undefined;
  /** Largest original that is taken, in bytes. @default 67108864 */
  maxBytes?: number | undefined;
  /** Longest side in pixels of what is stored. Without `transform`, the photo is decoded and shrunk by `@oid/imaging`. */
  maxSide?: number | undefined;
  /**
   * Makes the stored bytes, which must be a JPEG, of the verified original. An OidError `imaging/corrupt` marks the photo as `corrupt`; any other
   * error ends the download.
   */
  transform?: ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined;
  /** Ask again about photos that failed for good: all, or those that failed for the given reasons. @default false */
  retry?: boolean | readonly Reason[] | undefined;
  /** Take `file:` URLs. @default false */
  allowFiles?: boolean | undefined;
  /** Take only photos whose {@link shardOf} is `index` of `count`, so that machines can share one list. @default all */
  shard?: {index: number; count: number} | undefined;
  /** Stops: nothing new is begun, what has arrived whole is stored, the rest is left for the next run. */
  signal?: AbortSignal | undefined;
  /** `stage` is `download`, `unit` is `photos`; `bytes` counts originals received, `errors` photos that failed. */
  onProgress?: OnProgress | undefined;
  /** @default undici's */
  fetch?: Fetch | undefined;
  /** Source of the random half of waits. @default seeded by the clock */
  random?: Random | undefined;
  /** Waits; rejects when the signal aborts. @default the timer */
  sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
};

/** What `downloadPhotos` does unless told otherwise. */
export const DOWNLOAD_DEFAULTS: Readonly<
  Record<'parallel' | 'retries' | 'backoffMs' | 'longestRetryAfterMs' | 'timeoutMs' | 'deadlineMs' | 'maxBytes', number>
> = {
  parallel: 16,
  retries: 4,
  backoffMs: 500,
  longestRetryAfterMs: 120_000,
  timeoutMs: 30_000,
  deadlineMs: 300_000,
  maxBytes: 1 << 26,
};

/** Options with every default filled in and every range checked. */
export type ResolvedOptions = Record<keyof typeof DOWNLOAD_DEFAULTS, number> & {
  store: PhotoStore;
  journal: string;
  shard: {index: number; count: number} | undefined;
  maxSide: number | undefined;
  transform: ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined;
  retryReasons: ReadonlySet<Reason>;
  allowFiles: boolean;
  signal: AbortSignal | undefined;
  onProgress: OnProgress | undefined;
  fetch: Fetch;
  random: Random;
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

const LONGEST_TIMER = 2 ** 31 - 1;

/** @throws OptionError */
export function resolveDownloadOptions(options: DownloadOptions): ResolvedOptions {
  const number = (name: keyof typeof DOWNLOAD_DEFAULTS, min: number, max: number): number =>
    checkRange(name, options[name] ?? DOWNLOAD_DEFAULTS[name], {min, max, integer: true});
  const {directory, maxSide, shard, retry = false} = options;
  if (maxSide !== undefined) checkRange('maxSide', maxSide, {min: 1, integer: true});
  if (!isPath(options.journal)) throw new OptionError('journal', options.journal, 'a path');
  if (options.store === undefined && !isPath(directory)) throw new OptionError('directory', directory, 'a path, or a `store`');
  if (shard !== undefined) {
    checkRange('shard.count', shard.count, {min: 1, max: 2 ** 32, integer: true});
    checkRange('shard.index', shard.index, {min: 0, max: shard.count - 1, integer: true});
  }
  for (const reason of typeof retry === 'boolean' ? [] : retry) {
    if (!REASONS.includes(reason)) throw new OptionError('retry', reason, `true, false or a list of ${REASONS.join(', ')}`);
  }
  return {
    store: options.store ?? folderStore(directory as string),
    journal: options.journal,
    shard,
    parallel: number('parallel', 1, 1024),
    retries: number('retries', 0, 100),
    backoffMs: number('backoffMs', 0, 30_000),
    longestRetryAfterMs: number('longestRetryAfterMs', 0, LONGEST_TIMER),
    timeoutMs: number('timeoutMs', 1, LONGEST_TIMER),
    deadlineMs: number('deadlineMs', 1, LONGEST_TIMER),
    maxBytes: number('maxBytes', 1, 1 << 30),
    maxSide,
    transform: options.transform ?? (maxSide === undefined ? undefined : (bytes) => shrink(bytes, maxSide)),
    retryReasons: new Set(retry === true ? REASONS : retry === false ? [] : retry),
    allowFiles: options.allowFiles ?? false,
    signal: options.signal,
    onProgress: options.onProgress,
    fetch: options.fetch ?? undiciFetch,
    random: options.random ?? createRandom(Date.now() % 2 ** 31),
    sleep: options.sleep ?? ((ms, signal) => wait(ms, undefined, {signal})),
  };
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Loaded only when it is asked for, as it brings native code. */
async function shrink(bytes: Uint8Array, maxSide: number): Promise<Uint8Array> {
  const {verifyAndShrink} = await import('@oid/imaging');
  return (await verifyAndShrink(bytes, {maxSide})).data;
}
