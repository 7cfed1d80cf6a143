import type {OnProgress} from '@oid/core';
import {downloadPhotos} from '../download-photos.ts';
import type {DownloadSummary} from '../download-photos.ts';
import type {DownloadOptions} from '../download-options.ts';
import {ShardUnfinishedError} from '../errors/shard-unfinished-error.ts';
import type {DownloadJob} from './download-job.ts';
import {downloadOptionsOf} from './job-options.ts';
import {readRequestList} from './request-list.ts';
import {openShardJournal} from './shard-journal.ts';
import type {SharedStorage} from './shared-storage.ts';
import {writeShardRecords} from './write-shard-records.ts';

/** What a worker adds to the options of a job, or puts in their place. */
export type WorkerDownloadOptions = Omit<DownloadOptions, 'directory' | 'store' | 'journal' | 'shard' | 'drain' | 'signal' | 'onProgress'>;

/** What became of a shard. */
export type ShardSummary = DownloadSummary & {
  /** Records in its TFRecord file, where one was asked for. */
  records?: number | undefined;
};

/**
 * Downloads one shard, from where earlier attempts left it, and writes its records where they are asked for.
 *
 * @param options.last - no other attempt will follow.
 * @throws {@link ShardUnfinishedError} while photos that failed for reasons that pass can be asked for again; all that `downloadPhotos` throws.
 */
export async function runShard(
  job: DownloadJob,
  options: {
    storage: SharedStorage;
    download: WorkerDownloadOptions;
    syncMs: number;
    last: boolean;
    drain: AbortSignal;
    signal: AbortSignal;
    onProgress: OnProgress;
  },
): Promise<ShardSummary> {
  const {storage, download, syncMs, last, drain, signal, onProgress} = options;
  const journal = await openShardJournal(storage, job, {syncMs});
  try {
    const summary = await downloadPhotos(readRequestList(storage, job), {
      ...downloadOptionsOf(job.options),
      ...download,
      store: storage.photos(`images/${job.download}`),
      journal: journal.path,
      drain,
      signal,
      onProgress,
    });
    const {throttled, network} = summary.failed;
    if (throttled + network > 0 && !last) throw new ShardUnfinishedError({throttled, network});
    const records = job.records
      ? {records: await writeShardRecords(storage, job, readRequestList(storage, job), journal.path, AbortSignal.any([drain, signal]))}
      : {};
    await journal.finish();
    return {...summary, ...records};
  } finally {
    await journal.close();
  }
}
