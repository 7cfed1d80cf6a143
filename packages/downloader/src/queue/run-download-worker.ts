import {once} from 'node:events';
import {setTimeout as wait} from 'node:timers/promises';
import {UnrecoverableError, WaitingError, Worker} from 'bullmq';
import type {Job} from 'bullmq';
import {OidError, checkRange, hasCode} from '@oid/core';
import type {OnProgress} from '@oid/core';
import {connectRedis} from './connect-redis.ts';
import type {RedisConnection, RedisUse} from './connect-redis.ts';
import type {ShardProgress} from './download-report.ts';
import {parseDownloadJob} from './download-job.ts';
import {UNFINISHED, withQueue} from './enqueue-download.ts';
import {runShard} from './run-shard.ts';
import type {ShardSummary, WorkerDownloadOptions} from './run-shard.ts';
import type {SharedStorage} from './shared-storage.ts';

export type DownloadWorkerOptions = RedisUse & {
  storage: SharedStorage;
  /** Shards under way at once, from 1. @default 1 */
  jobs?: number | undefined;
  /** A worker that does not renew its claim on a shard for so long is given up, and another takes over, in ms. @default 30000 */
  lockMs?: number | undefined;
  /** How often a shard may be taken over before it counts as failed, from 0. @default 10 */
  takeovers?: number | undefined;
  /** How often a journal is copied to a storage without files, such as S3, in ms. @default 2000 */
  syncMs?: number | undefined;
  /** Stop when nothing is left to do, rather than wait for more. @default false */
  untilEmpty?: boolean | undefined;
  /** Stops in good order: what is being transferred is finished and stored, then shards under way go back to the queue. */
  drain?: AbortSignal | undefined;
  /** Stops at once: transfers are cut, what has arrived whole is stored, shards under way go back to the queue. */
  signal?: AbortSignal | undefined;
  /** Added to the options of each job, or put in their place; here belongs what a job may not decide, such as `allowFiles`. */
  download?: WorkerDownloadOptions | undefined;
  /** Told what happens. */
  onEvent?: ((event: WorkerEvent) => void) | undefined;
};

/** `returned`: went back to the queue, as the worker stops. `lost`: was given to another worker. `failed`: to be tried again, or for good. */
export type WorkerEvent =
  | {type: 'started' | 'returned' | 'lost'; job: string}
  | {type: 'finished'; job: string; summary: ShardSummary}
  | {type: 'failed'; job: string; attempt: number; final: boolean; reason: string}
  | {type: 'error'; message: string};

/** Shards by what became of them here. */
export type WorkerSummary = {finished: number; failed: number; returned: number; lost: number};

/** What `runDownloadWorker` does unless told otherwise. */
export const WORKER_DEFAULTS: Readonly<{jobs: number; lockMs: number; takeovers: number; syncMs: number; untilEmpty: boolean}> = {
  jobs: 1,
  lockMs: 30_000,
  takeovers: 10,
  syncMs: 2_000,
  untilEmpty: false,
};

const REPORT_MS = 1_000;
const EMPTY_POLL_MS = 500;
const CLOSE_MS = 5_000;

/** Errors that no other attempt would mend. */
const PERMANENT = [
  'core/option',
  'core/invalid-id',
  'core/outside-folder',
  'downloader/queue-job',
  'downloader/request-list',
  'downloader/journal-corrupt',
  'tfrecord/feature',
];

/**
 * Works on downloads until `drain` or `signal` aborts (or, with `untilEmpty`, nothing is left): takes a shard, downloads it, takes the next. Any number may run,
 * anywhere that reaches Redis and the storage; when one is killed, another goes on where it was.
 *
 * @returns what it did. Shards that failed are reported in the queue, not thrown.
 * @throws OptionError; RedisError when Redis cannot be reached for `giveUpMs`, once what had arrived is stored.
 */
export async function runDownloadWorker(options: DownloadWorkerOptions): Promise<WorkerSummary> {
  const jobs = checkRange('jobs', options.jobs ?? WORKER_DEFAULTS.jobs, {min: 1, max: 1_024, integer: true});
  const lockMs = checkRange('lockMs', options.lockMs ?? WORKER_DEFAULTS.lockMs, {min: 100, max: 3_600_000, integer: true});
  const takeovers = checkRange('takeovers', options.takeovers ?? WORKER_DEFAULTS.takeovers, {min: 0, integer: true});
  const syncMs = checkRange('syncMs', options.syncMs ?? WORKER_DEFAULTS.syncMs, {min: 1, max: 2 ** 31 - 1, integer: true});
  const {storage, drain, signal, download = {}, untilEmpty = WORKER_DEFAULTS.untilEmpty} = options;
  const summary: WorkerSummary = {finished: 0, failed: 0, returned: 0, lost: 0};
  if (drain?.aborted === true || signal?.aborted === true) return summary;
  await storage.clearTemporary();
  const connection = await connectRedis(options);
  /** How each shard under way is stopped, by job. */
  const shards = new Map<string, {drain: AbortController; cut: AbortController}>();
  const tell = (event: WorkerEvent): void => {
    if (event.type !== 'started' && event.type !== 'error') summary[event.type] += 1;
    options.onEvent?.(event);
  };
  let stopping = false;

  const work = async (job: Job, token?: string): Promise<ShardSummary> => {
    const id = job.id ?? '';
    const stop = {drain: new AbortController(), cut: new AbortController()};
    const progress = progressOf(job);
    shards.set(id, stop);
    try {
      // Taken just as the worker was told to stop.
      if (stopping) stop.drain.abort();
      stop.drain.signal.throwIfAborted();
      const parsed = parseDownloadJob(job.data);
      tell({type: 'started', job: id});
      const last = job.attemptsMade + 1 >= (job.opts.attempts ?? 1);
      const signals = {drain: stop.drain.signal, signal: stop.cut.signal};
      const result = await runShard(parsed, {storage, download, syncMs, last, ...signals, onProgress: progress.note});
      await progress.send();
      tell({type: 'finished', job: id, summary: result});
      return result;
    } catch (error) {
      if (stopping && token !== undefined) {
        await job.moveToWait(token);
        tell({type: 'returned', job: id});
        throw new WaitingError();
      }
      if (stop.cut.signal.aborted) tell({type: 'lost', job: id});
      throw forBullMq(error);
    } finally {
      shards.delete(id);
    }
  };

  const worker = new Worker(connection.queue, work, {
    connection: connection.client,
    skipVersionCheck: true,
    autorun: false,
    concurrency: jobs,
    lockDuration: lockMs,
    stalledInterval: lockMs,
    maxStalledCount: takeovers,
    // How soon work is taken up again when Redis is back.
    runRetryDelay: 1_000,
  });
  worker.on('error', ({message}) => tell({type: 'error', message}));
  worker.on('lockRenewalFailed', (ids) => ids.forEach((id) => shards.get(id)?.cut.abort()));
  worker.on('failed', (job, error) => {
    if (job?.id !== undefined)
      tell({type: 'failed', job: job.id, attempt: job.attemptsMade, final: job.finishedOn !== undefined, reason: error.message});
  });
  const stop = (how: 'drain' | 'cut'): void => {
    stopping = true;
    for (const shard of shards.values()) shard[how].abort();
  };
  const done = new AbortController();
  try {
    const ends = [worker.run(), connection.lost, aborted(drain, done.signal), aborted(signal, done.signal)];
    if (untilEmpty) ends.push(emptied(connection, worker, done.signal));
    await Promise.race(ends);
    stop('drain');
    void aborted(signal, done.signal).then(() => stop('cut'));
    await Promise.race([worker.close(), connection.lost]);
    return summary;
  } catch (error) {
    stop('cut');
    // Shards store what has arrived; nothing can be said to Redis any more.
    await Promise.race([worker.close(true), wait(CLOSE_MS)]).catch(() => undefined);
    while (shards.size > 0) await wait(10);
    throw connection.explain(error);
  } finally {
    done.abort();
    connection.close();
  }
}

/** Tells Redis now and then how far a shard is. */
function progressOf(job: Job): {note: OnProgress; send(): Promise<void>} {
  let last = 0;
  let progress: ShardProgress = {done: 0, errors: 0, bytes: 0};
  const send = async (): Promise<void> => {
    last = performance.now();
    await job.updateProgress(progress).catch(() => undefined);
  };
  return {
    note({done, errors = 0, bytes = 0}) {
      progress = {done, errors, bytes};
      if (performance.now() - last > REPORT_MS) void send();
    },
    send,
  };
}

/** The queue keeps the reason as text, so the code goes into it. */
function forBullMq(error: unknown): Error {
  const text = error instanceof OidError ? `${error.code}: ${error.message}` : error instanceof Error ? error.message : String(error);
  return PERMANENT.some((code) => hasCode(error, code)) ? new UnrecoverableError(text) : new Error(text, {cause: error});
}

async function aborted(signal: AbortSignal | undefined, done: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    signal?.addEventListener('abort', () => resolve(), {once: true, signal: done});
    if (signal?.aborted === true) resolve();
  });
}

/** Other workers may have the last shards: hence the looking now and then. */
async function emptied(connection: RedisConnection, worker: Worker, done: AbortSignal): Promise<void> {
  await withQueue(connection, async (queue) => {
    while (!done.aborted) {
      const counts = await queue.getJobCounts(...UNFINISHED);
      if (Object.values(counts).every((count) => count === 0)) return;
      await once(worker, 'drained', {signal: AbortSignal.any([done, AbortSignal.timeout(EMPTY_POLL_MS)])}).catch(() => undefined);
    }
  });
}
