import {setTimeout as wait} from 'node:timers/promises';
import {OptionError, checkRange, createRandom} from '@oid/core';
import type {OnProgress, Random} from '@oid/core';
import type {Dispatcher} from 'undici';
import {createAgent} from './create-agent.ts';
import {REASONS} from './journal-entry.ts';
import type {Reason} from './journal-entry.ts';
import {PLACEHOLDER_MD5S} from './photo-checks.ts';
import {originalSource} from './photo-source.ts';
import type {PhotoSource} from './photo-source.ts';
import {folderStore} from './photo-store.ts';
import type {PhotoStore} from './photo-store.ts';

export type DownloadOptions = {
  /** Photos go to `<directory>/<2 hex>/<id>.jpg`; see `photoPath`. Needed unless `store` is given. */
  directory?: string | undefined;
  /** Where photos go instead of a folder. @default folderStore(directory) */
  store?: PhotoStore | undefined;
  /** Path of the journal, appended to. One process at a time. */
  journal: string;
  /** Where photos come from: each is asked for in turn until one has it. Names must differ. @default [originalSource] */
  sources?: readonly PhotoSource[] | undefined;
  /** Photos transferred, decoded or stored at once, from 1; up to 16 times as many wait for their hosts besides. @default 32 */
  parallel?: number | undefined;
  /** Requests under way at once to one host, from 1. @default 16 */
  connectionsPerHost?: number | undefined;
  /** Requests begun in a second at one host, above 0. Falls by half when the host answers 429 or 503, and climbs back. @default Infinity */
  ratePerHost?: number | undefined;
  /** Requests begun in a second in all, above 0. @default Infinity */
  rate?: number | undefined;
  /** Further attempts at one source after one that may end otherwise, from 0. @default 4 */
  retries?: number | undefined;
  /** First wait between attempts in ms; doubles, up to 30 s, half of it random. @default 500 */
  backoffMs?: number | undefined;
  /** Longest `Retry-After` that is waited for, in ms; a server that asks for more is left alone until the next run. @default 120000 */
  longestRetryAfterMs?: number | undefined;
  /** An attempt ends when nothing arrives for so long, in ms. @default 30000 */
  timeoutMs?: number | undefined;
  /** An attempt ends after so long, whatever arrives, in ms. @default 300000 */
  deadlineMs?: number | undefined;
  /** An attempt ends when a body arrives more slowly than this, over `slowAfterMs`. @default 1024 */
  minBytesPerSecond?: number | undefined;
  /** The time over which a body's speed is taken, in ms. @default 10000 */
  slowAfterMs?: number | undefined;
  /** Largest answer that is taken, in bytes. @default 67108864 */
  maxBytes?: number | undefined;
  /** Longest side in pixels of what is stored: photos are decoded and shrunk by `@oid/imaging` as they arrive. */
  maxSide?: number | undefined;
  /** Which pictures `@oid/imaging` refuses: `maxPixels`, `minSide`, `animation`. @default its own */
  imageRules?: ImageRules | undefined;
  /**
   * Whether a photo that is stored as it is must decode first: `unverified` asks it of those without an MD5 to vouch for them. What is shrunk is
   * always decoded. @default 'unverified'
   */
  decode?: 'always' | 'unverified' | 'never' | undefined;
  /**
   * Makes the stored bytes, which must be a JPEG, in place of `maxSide`. An OidError `imaging/corrupt` or `imaging/refused` marks the photo as
   * `corrupt` or `refused`; any other error ends the download.
   */
  transform?: ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined;
  /** MD5s, base64, of pictures that mean "removed". @default PLACEHOLDER_MD5S */
  placeholderMd5s?: readonly string[] | undefined;
  /** Ask again about photos that failed for good: all, or those that failed for the given reasons. @default false */
  retry?: boolean | readonly Reason[] | undefined;
  /** Take the journal's word for stored photos and do not look at each: quicker by far for millions. @default false */
  trustJournal?: boolean | undefined;
  /** Take `file:` URLs from requests. @default false */
  allowFiles?: boolean | undefined;
  /**
   * Connect to loopback, private, link-local and other special addresses. Leave it off for addresses from strangers' tables: they could make this
   * machine ask its neighbours. @default false
   */
  allowPrivateAddresses?: boolean | undefined;
  /** Take only photos whose {@link shardOf} is `index` of `count`, so that machines can share one list. @default all */
  shard?: {index: number; count: number} | undefined;
  /** Drains: nothing new is begun, waits end, what is being transferred is finished and stored. */
  drain?: AbortSignal | undefined;
  /** Stops at once: transfers are cut, what has arrived whole is stored. What is left is for the next run. */
  signal?: AbortSignal | undefined;
  /** `stage` is `download`, `unit` is `photos`; `bytes` counts what was received and verified, `errors` photos that failed. */
  onProgress?: OnProgress | undefined;
  /** Sends the requests, such as undici's `ProxyAgent`. Then it, and not `allowPrivateAddresses`, decides on addresses. @default an Agent */
  dispatcher?: Dispatcher | undefined;
  /** Source of the random half of waits. @default seeded by the clock */
  random?: Random | undefined;
  /** Waits; rejects when the signal aborts. @default the timer */
  sleep?: ((ms: number, signal: AbortSignal) => Promise<unknown>) | undefined;
};

/** As in `@oid/imaging`, which is loaded only when it is needed. */
export type ImageRules = {
  maxPixels?: number | undefined;
  minSide?: number | undefined;
  animation?: 'first-frame' | 'refuse' | undefined;
};

type NumberOption =
  | 'parallel'
  | 'connectionsPerHost'
  | 'ratePerHost'
  | 'rate'
  | 'retries'
  | 'backoffMs'
  | 'longestRetryAfterMs'
  | 'timeoutMs'
  | 'deadlineMs'
  | 'minBytesPerSecond'
  | 'slowAfterMs'
  | 'maxBytes';

/** What `downloadPhotos` does unless told otherwise. */
export const DOWNLOAD_DEFAULTS: Readonly<Record<NumberOption, number>> = {
  parallel: 32,
  connectionsPerHost: 16,
  ratePerHost: Infinity,
  rate: Infinity,
  retries: 4,
  backoffMs: 500,
  longestRetryAfterMs: 120_000,
  timeoutMs: 30_000,
  deadlineMs: 300_000,
  minBytesPerSecond: 1024,
  slowAfterMs: 10_000,
  maxBytes: 1 << 26,
};

/** Options with every default filled in and every range checked. */
export type ResolvedOptions = Record<NumberOption, number> & {
  store: PhotoStore;
  journal: string;
  sources: readonly PhotoSource[];
  shard: {index: number; count: number} | undefined;
  maxSide: number | undefined;
  imageRules: ImageRules;
  decode: 'always' | 'unverified' | 'never';
  transform: ((bytes: Uint8Array) => Promise<Uint8Array>) | undefined;
  placeholders: ReadonlySet<string>;
  retryReasons: ReadonlySet<Reason>;
  trustJournal: boolean;
  allowFiles: boolean;
  drain: AbortSignal | undefined;
  signal: AbortSignal | undefined;
  onProgress: OnProgress | undefined;
  dispatcher: Dispatcher;
  random: Random;
  sleep: (ms: number, signal: AbortSignal) => Promise<unknown>;
};

const LONGEST_TIMER = 2 ** 31 - 1;

/** @throws OptionError */
export function resolveDownloadOptions(options: DownloadOptions): ResolvedOptions {
  const number = (name: NumberOption, min: number, max: number): number =>
    checkRange(name, options[name] ?? DOWNLOAD_DEFAULTS[name], {min, max, integer: true});
  const rate = (name: 'rate' | 'ratePerHost'): number => checkRange(name, options[name] ?? DOWNLOAD_DEFAULTS[name], {min: 1e-6});
  const {directory, maxSide, shard, retry = false, decode = 'unverified'} = options;
  if (maxSide !== undefined) checkRange('maxSide', maxSide, {min: 1, integer: true});
  if (!['always', 'unverified', 'never'].includes(decode)) throw new OptionError('decode', decode, '"always", "unverified" or "never"');
  if (!isPath(options.journal)) throw new OptionError('journal', options.journal, 'a path');
  if (options.store === undefined && !isPath(directory)) throw new OptionError('directory', directory, 'a path, or a `store`');
  if (shard !== undefined) {
    checkRange('shard.count', shard.count, {min: 1, max: 2 ** 32, integer: true});
    checkRange('shard.index', shard.index, {min: 0, max: shard.count - 1, integer: true});
  }
  const sources = options.sources ?? [originalSource];
  const names = sources.map(({name}) => name);
  if (names.length === 0 || new Set(names).size < names.length)
    throw new OptionError('sources', names, 'at least one source, each with a name of its own');
  for (const reason of typeof retry === 'boolean' ? [] : retry) {
    if (!REASONS.includes(reason)) throw new OptionError('retry', reason, `true, false or a list of ${REASONS.join(', ')}`);
  }
  const connectionsPerHost = number('connectionsPerHost', 1, 1024);
  const allowPrivateAddresses = options.allowPrivateAddresses ?? false;
  return {
    store: options.store ?? folderStore(directory as string),
    journal: options.journal,
    sources,
    shard,
    parallel: number('parallel', 1, 4096),
    connectionsPerHost,
    ratePerHost: rate('ratePerHost'),
    rate: rate('rate'),
    retries: number('retries', 0, 100),
    backoffMs: number('backoffMs', 0, 30_000),
    longestRetryAfterMs: number('longestRetryAfterMs', 0, LONGEST_TIMER),
    timeoutMs: number('timeoutMs', 1, LONGEST_TIMER),
    deadlineMs: number('deadlineMs', 1, LONGEST_TIMER),
    minBytesPerSecond: number('minBytesPerSecond', 0, 1 << 30),
    slowAfterMs: number('slowAfterMs', 1, LONGEST_TIMER),
    maxBytes: number('maxBytes', 1, 1 << 30),
    maxSide,
    imageRules: options.imageRules ?? {},
    decode,
    transform: options.transform,
    placeholders: new Set(options.placeholderMd5s ?? PLACEHOLDER_MD5S),
    retryReasons: new Set(retry === true ? REASONS : retry === false ? [] : retry),
    trustJournal: options.trustJournal ?? false,
    allowFiles: options.allowFiles ?? false,
    drain: options.drain,
    signal: options.signal,
    onProgress: options.onProgress,
    dispatcher: options.dispatcher ?? createAgent({connections: connectionsPerHost, allowPrivateAddresses}),
    random: options.random ?? createRandom(Date.now() % 2 ** 31),
    sleep: options.sleep ?? ((ms, signal) => wait(ms, undefined, {signal})),
  };
}

function isPath(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
