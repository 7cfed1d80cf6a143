import {OptionError} from '@oid/core';
import {resolveDownloadOptions} from '../download-options.ts';
import type {DownloadOptions} from '../download-options.ts';
import {DownloadJobError} from '../errors/download-job-error.ts';

/** Options of a download that travel with its jobs. What gives access, such as `allowFiles` or `allowPrivateAddresses`, is for each worker to say. */
export type JobOptions = Pick<
  DownloadOptions,
  'parallel' | 'retries' | 'backoffMs' | 'longestRetryAfterMs' | 'timeoutMs' | 'deadlineMs' | 'maxBytes' | 'maxSide' | 'retry'
>;

const JOB_OPTIONS: readonly string[] = [
  'parallel',
  'retries',
  'backoffMs',
  'longestRetryAfterMs',
  'timeoutMs',
  'deadlineMs',
  'maxBytes',
  'maxSide',
  'retry',
] satisfies (keyof JobOptions)[];

/** One shard of a download, as it lies in the queue. */
export type DownloadJob = {
  version: 1;
  /** Name of the download: one part of a key. */
  download: string;
  /** Folder of the list of requests in the shared storage; ends with a slash. */
  requests: string;
  shard: {index: number; count: number};
  /** Requests of the shard. */
  photos: number;
  /** Whether the shard's TFRecord file is written too. */
  records: boolean;
  options: JobOptions;
};

export const LARGEST_SHARD_COUNT = 10_000;

/** One part of a key and of a job's id: begins with a letter or a digit, and is no way out of a folder. */
export function isDownloadName(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9][\w.-]{0,99}$/.test(value);
}

/** BullMQ takes neither integers nor colons. */
export function jobIdOf({download, shard}: Pick<DownloadJob, 'download' | 'shard'>): string {
  return `${download}.${shardName(shard)}`;
}

/** `3-of-8`. */
export function shardName({index, count}: DownloadJob['shard']): string {
  return `${index}-of-${count}`;
}

/**
 * Checks what came out of the queue, which anyone with access to Redis may have put there.
 *
 * @throws {@link DownloadJobError}
 */
export function parseDownloadJob(value: unknown): DownloadJob {
  const {version, download, requests, shard, photos, records, options} = objectOf(value, 'data');
  if (version !== 1) throw new DownloadJobError('version', '1');
  if (!isDownloadName(download)) throw new DownloadJobError('download', 'a name of letters, digits, ".", "_" and "-"');
  if (typeof requests !== 'string' || !/^[\w-]+\/$/.test(requests.replace(`requests/${download}/`, ''))) {
    throw new DownloadJobError('requests', `a folder of requests/${download}/`);
  }
  const {index, count} = objectOf(shard, 'shard');
  if (!isInteger(count, 1, LARGEST_SHARD_COUNT)) throw new DownloadJobError('shard.count', `an integer from 1 to ${LARGEST_SHARD_COUNT}`);
  if (!isInteger(index, 0, count - 1)) throw new DownloadJobError('shard.index', `an integer from 0 to ${count - 1}`);
  if (!isInteger(photos, 0, Number.MAX_SAFE_INTEGER)) throw new DownloadJobError('photos', 'an integer of at least 0');
  if (typeof records !== 'boolean') throw new DownloadJobError('records', 'a boolean');
  return {version, download, requests, shard: {index, count}, photos, records, options: parseJobOptions(options)};
}

function parseJobOptions(value: unknown): JobOptions {
  const options = objectOf(value, 'options');
  const unknown = Object.keys(options).find((name) => !JOB_OPTIONS.includes(name));
  if (unknown !== undefined) throw new DownloadJobError(`option ${JSON.stringify(unknown)}`, `one of ${JOB_OPTIONS.join(', ')}`);
  const {retry} = options;
  if (retry !== undefined && typeof retry !== 'boolean' && !Array.isArray(retry))
    throw new DownloadJobError('option "retry"', 'a boolean or a list');
  try {
    resolveDownloadOptions({...options, directory: '.', journal: '.'});
  } catch (error) {
    if (error instanceof OptionError)
      throw new DownloadJobError(`option ${JSON.stringify(error.detail.option)}`, error.detail.expected, {cause: error});
    throw error;
  }
  return options;
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DownloadJobError(field, 'an object');
  return value as Record<string, unknown>;
}

function isInteger(value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}
