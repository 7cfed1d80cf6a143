import {setTimeout as wait} from 'node:timers/promises';
import type {Job, JobType, Queue} from 'bullmq';
import {OptionError} from '@oid/core';
import type {OnProgress} from '@oid/core';
import {REASONS} from '../journal-entry.ts';
import type {Reason} from '../journal-entry.ts';
import {withRedis} from './connect-redis.ts';
import type {RedisUse} from './connect-redis.ts';
import {parseDownloadJob, shardName} from './download-job.ts';
import {jobsOf, withQueue} from './enqueue-download.ts';
import type {ShardSummary} from './run-shard.ts';

/** Where a download stands, all shards together. */
export type DownloadReport = {
  download: string;
  /** Shards by state; `delayed` ones wait to be tried again. Together `total`. */
  shards: {total: number; waiting: number; active: number; delayed: number; finished: number; failed: number};
  /** Requests in the list. */
  photos: number;
  /** Photos that are settled, by the last word of each shard. */
  done: number;
  /** Bytes of originals received by attempts that are under way or were the last. */
  bytes: number;
  /** Of finished shards. */
  ok: number;
  skipped: number;
  /** In their TFRecord files, where records are asked for. */
  records: number;
  failed: Record<Reason, number>;
  /** Shards that failed, or that failed and wait to be tried again: after how many attempts, and why. */
  problems: {shard: string; attempts: number; reason: string}[];
};

/** What a worker says of a shard under way. */
export type ShardProgress = {done: number; errors: number; bytes: number};

/**
 * Looks where a download stands.
 *
 * @throws OptionError when no download of this name is in the queue; RedisError.
 */
export async function downloadReport(download: string, use: RedisUse = {}): Promise<DownloadReport> {
  return withRedis(use, (connection) => withQueue(connection, (queue) => look(queue, download)));
}

type State = 'waiting' | 'delayed' | 'active' | 'finished' | 'failed';
const STATES: readonly (readonly [State, readonly JobType[]])[] = [
  ['waiting', ['waiting', 'prioritized']],
  ['delayed', ['delayed']],
  ['active', ['active']],
  ['finished', ['completed']],
  ['failed', ['failed']],
];

async function look(queue: Queue, download: string): Promise<DownloadReport> {
  // A job that moves on meanwhile is seen twice, and counts where it was seen last; one that moved back counts as waiting.
  const seen = new Map<string, readonly [Job, State]>();
  for (const [state, types] of STATES) {
    for (const job of await jobsOf(queue, download, types)) seen.set(job.id ?? '', [job, state]);
  }
  if (seen.size === 0) throw new OptionError('download', download, 'the name of a download that was enqueued');
  return reportOf(download, [...seen.values()]);
}

function reportOf(download: string, jobs: readonly (readonly [Job, State])[]): DownloadReport {
  const report: DownloadReport = {
    download,
    shards: {total: 0, waiting: 0, active: 0, delayed: 0, finished: 0, failed: 0},
    photos: 0,
    done: 0,
    bytes: 0,
    ok: 0,
    skipped: 0,
    records: 0,
    failed: Object.fromEntries(REASONS.map((reason) => [reason, 0])) as Record<Reason, number>,
    problems: [],
  };
  for (const [job, state] of jobs) {
    const {shard, photos} = parseDownloadJob(job.data);
    const progress = job.progress as Partial<ShardProgress>;
    report.shards.total = shard.count;
    report.shards[state] += 1;
    report.photos += photos;
    report.bytes += progress.bytes ?? 0;
    if (state === 'finished') {
      const summary = job.returnvalue as ShardSummary;
      report.done += summary.asked;
      report.ok += summary.ok;
      report.skipped += summary.skipped;
      report.records += summary.records ?? 0;
      for (const reason of REASONS) report.failed[reason] += summary.failed[reason];
    } else {
      report.done += progress.done ?? 0;
      if (job.failedReason) report.problems.push({shard: shardName(shard), attempts: job.attemptsMade, reason: job.failedReason});
    }
  }
  const {total, active, delayed, finished, failed} = report.shards;
  report.shards.waiting = total - active - delayed - finished - failed;
  return report;
}

/**
 * Waits until every shard of a download is finished or has failed for good.
 *
 * @param options.pollMs - how often to look. Default 1000.
 * @param options.onProgress - `stage` is `download`, `unit` is `photos`.
 * @returns the last report; `shards.failed` says how many shards are not done.
 * @throws as {@link downloadReport}; the signal's reason after an abort.
 */
export async function waitForDownload(
  download: string,
  options: RedisUse & {pollMs?: number | undefined; onProgress?: OnProgress | undefined; signal?: AbortSignal | undefined} = {},
): Promise<DownloadReport> {
  const {signal, pollMs = 1_000, onProgress} = options;
  return withRedis(options, (connection) =>
    withQueue(connection, async (queue) => {
      for (;;) {
        signal?.throwIfAborted();
        const report = await look(queue, download);
        const {shards, photos, done, bytes} = report;
        const errors = Object.values(report.failed).reduce((sum, number) => sum + number, 0);
        onProgress?.({stage: 'download', done, total: photos, unit: 'photos', bytes, errors});
        if (shards.finished + shards.failed === shards.total) return report;
        await wait(pollMs, undefined, signal === undefined ? {} : {signal});
      }
    }),
  );
}
