import type {OnProgress} from '@oid/core';
import {downloadPhotos} from '../download-photos.ts';
import type {DownloadSummary} from '../download-photos.ts';
import type {DownloadOptions} from '../download-options.ts';
import type {DownloadJob} from './download-job.ts';
import {readRequestList} from './request-list.ts';
import {openShardJournal} from './shard-journal.ts';
import type {SharedStorage} from './shared-storage.ts';

/** What a worker adds to the options of a job, or puts in their place. */
export type WorkerDownloadOptions = Omit<DownloadOptions, 'directory' | 'store' | 'journal' | 'shard' | 'signal' | 'onProgress'>;

/** Downloads one shard, from where earlier attempts left it. */
export async function runShard(
  job: DownloadJob,
  options: {storage: SharedStorage; download: WorkerDownloadOptions; syncMs: number; signal: AbortSignal; onProgress: OnProgress},
): Promise<DownloadSummary> {
  const {storage, download, syncMs, signal, onProgress} = options;
  const journal = await openShardJournal(storage, job, {syncMs});
  try {
    const summary = await downloadPhotos(readRequestList(storage, job), {
      ...job.options,
      ...download,
      store: storage.photos(`images/${job.download}`),
      journal: journal.path,
      signal,
      onProgress,
    });
    await journal.finish();
    return summary;
  } finally {
    await journal.close();
  }
}
