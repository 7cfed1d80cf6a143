import {randomBytes} from 'node:crypto';
import {Queue} from 'bullmq';
import type {JobType} from 'bullmq';
import {OptionError, checkRange, hasCode} from '@oid/core';
import type {DownloadJobError} from '../errors/download-job-error.ts';
import {QueueBusyError} from '../errors/queue-busy-error.ts';
import type {PhotoRequest} from '../photo-request.ts';
import {withRedis} from './connect-redis.ts';
import type {RedisConnection, RedisUse} from './connect-redis.ts';
import {checkAnnotations} from './annotated-request.ts';
import {LARGEST_SHARD_COUNT, isDownloadName, jobIdOf, parseDownloadJob} from './download-job.ts';
import type {DownloadJob} from './download-job.ts';
import type {JobOptions} from './job-options.ts';
import {writeRequestList} from './request-list.ts';
import type {SharedStorage} from './shared-storage.ts';

export type EnqueueOptions = RedisUse & {
  /** Names the download and its folders, such as `train`. Letters, digits, `.`, `_` and `-`. */
  download: string;
  storage: SharedStorage;
  /** Jobs that the download is cut into, from 1; photos go to the shard that `shardOf` names. @default 64 */
  shards?: number | undefined;
  /** Attempts at a shard, from 1. A shard with photos that failed for reasons that pass is tried again too. @default 5 */
  attempts?: number | undefined;
  /** First wait between attempts at a shard in ms; doubles, half of it random. @default 30000 */
  backoffMs?: number | undefined;
  /** Write a TFRecord file for each shard too; then requests are `AnnotatedRequest`s. Workers need `@oid/tfrecord`. @default false */
  records?: boolean | undefined;
  /** How workers download; see `DownloadOptions`. @default theirs */
  options?: JobOptions | undefined;
};

/** What `enqueueDownload` does unless told otherwise. */
export const ENQUEUE_DEFAULTS: Readonly<{shards: number; attempts: number; backoffMs: number}> = {
  shards: 64,
  attempts: 5,
  backoffMs: 30_000,
};

/** Jobs that are yet to be done. */
export const UNFINISHED: readonly JobType[] = ['waiting', 'prioritized', 'delayed', 'active'];
const BATCH = 1_000;

/**
 * Puts a download into the queue: the list of requests into the shared storage, a job for each shard into Redis.
 *
 * A download that is finished can be enqueued again, with the same list or another: photos that lie whole are not fetched again.
 *
 * @returns requests and shards in the queue.
 * @throws OptionError, InvalidIdError for a bad option or request; {@link QueueBusyError}; RedisError; what the storage throws.
 */
export async function enqueueDownload(
  requests: AsyncIterable<PhotoRequest> | Iterable<PhotoRequest>,
  options: EnqueueOptions,
): Promise<{photos: number; shards: number}> {
  const {download, storage} = options;
  if (!isDownloadName(download)) throw new OptionError('download', download, 'a name of letters, digits, ".", "_" and "-"');
  const count = checkRange('shards', options.shards ?? ENQUEUE_DEFAULTS.shards, {min: 1, max: LARGEST_SHARD_COUNT, integer: true});
  const attempts = checkRange('attempts', options.attempts ?? ENQUEUE_DEFAULTS.attempts, {min: 1, max: 1_000, integer: true});
  const delay = checkRange('backoffMs', options.backoffMs ?? ENQUEUE_DEFAULTS.backoffMs, {min: 0, max: 86_400_000, integer: true});
  const base = {
    version: 1 as const,
    download,
    requests: `requests/${download}/${randomBytes(6).toString('hex')}/`,
    records: options.records ?? false,
    options: options.options ?? {},
  };
  checkJob({...base, shard: {index: 0, count}, photos: 0});
  return withRedis(options, (connection) =>
    withQueue(connection, async (queue) => {
      const old = await jobsOf(queue, download, UNFINISHED);
      if (old.length > 0) throw new QueueBusyError(download, old.length);
      const photos = await writeRequestList(storage, base.requests, base.records ? annotated(requests) : requests, count);
      for (const job of await jobsOf(queue, download, ['completed', 'failed'])) await job.remove();
      const jobs = photos.map((number, index) => {
        const data: DownloadJob = {...base, shard: {index, count}, photos: number};
        return {name: 'download', data, opts: {jobId: jobIdOf(data), attempts, backoff: {type: 'exponential', delay, jitter: 0.5}}};
      });
      for (let start = 0; start < count; start += BATCH) await queue.addBulk(jobs.slice(start, start + BATCH));
      for (const key of await storage.list(`requests/${download}/`)) if (!key.startsWith(base.requests)) await storage.remove(key);
      return {photos: photos.reduce((sum, number) => sum + number, 0), shards: count};
    }),
  );
}

/** @throws OptionError for what workers would refuse, in the form in which they would see it. */
function checkJob(job: DownloadJob): void {
  try {
    parseDownloadJob(JSON.parse(JSON.stringify(job)));
  } catch (error) {
    if (!hasCode(error, 'downloader/queue-job')) throw error;
    const {field, expected} = (error as DownloadJobError).detail;
    throw new OptionError('options', job.options, `such that ${field} is ${expected}`, {cause: error});
  }
}

async function* annotated(requests: AsyncIterable<PhotoRequest> | Iterable<PhotoRequest>): AsyncGenerator<PhotoRequest> {
  for await (const request of requests) {
    checkAnnotations(request);
    yield request;
  }
}

/** Opens the queue on a connection, which stays open. */
export async function withQueue<T>({client, queue: name}: RedisConnection, work: (queue: Queue) => Promise<T>): Promise<T> {
  const queue = new Queue(name, {connection: client, skipVersionCheck: true});
  // What goes wrong is thrown by the command that it befalls.
  queue.on('error', () => undefined);
  try {
    return await work(queue);
  } finally {
    await queue.close();
  }
}

/** A download's jobs in the given states; what is no job of ours is left out. */
export async function jobsOf(queue: Queue, download: string, states: readonly JobType[]): Promise<Awaited<ReturnType<Queue['getJobs']>>> {
  const jobs = await queue.getJobs([...states]);
  return jobs.filter((job) => {
    try {
      return parseDownloadJob(job?.data).download === download;
    } catch (error) {
      if (hasCode(error, 'downloader/queue-job')) return false;
      throw error;
    }
  });
}
