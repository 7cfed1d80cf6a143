export {ENQUEUE_DEFAULTS, enqueueDownload} from './enqueue-download.ts';
export type {EnqueueOptions} from './enqueue-download.ts';
export type {JobOptions, JobSource} from './job-options.ts';
export {downloadReport, waitForDownload} from './download-report.ts';
export type {DownloadReport} from './download-report.ts';
export {WORKER_DEFAULTS, runDownloadWorker} from './run-download-worker.ts';
export type {DownloadWorkerOptions, WorkerEvent, WorkerSummary} from './run-download-worker.ts';
export type {ShardSummary, WorkerDownloadOptions} from './run-shard.ts';
export type {AnnotatedRequest} from './annotated-request.ts';
export {QUEUE_DEFAULTS} from './connect-redis.ts';
export type {RedisLocation, RedisUse} from './connect-redis.ts';

export {sharedFolder} from './shared-folder.ts';
export type {SharedStorage} from './shared-storage.ts';
export {mergeJournal} from './merge-journal.ts';

export {DownloadJobError} from '../errors/download-job-error.ts';
export {QueueBusyError} from '../errors/queue-busy-error.ts';
export {RedisError} from '../errors/redis-error.ts';
export {RequestListError} from '../errors/request-list-error.ts';
export {ShardUnfinishedError} from '../errors/shard-unfinished-error.ts';
