import {DownloadJobError} from '../errors/download-job-error.ts';
import {parseJobOptions} from './job-options.ts';
import type {JobOptions} from './job-options.ts';

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
  return {version, download, requests, shard: {index, count}, photos, records, options: parseJobOptions(objectOf(options, 'options'))};
}

function objectOf(value: unknown, field: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new DownloadJobError(field, 'an object');
  return value as Record<string, unknown>;
}

function isInteger(value: unknown, min: number, max: number): value is number {
  return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
}
