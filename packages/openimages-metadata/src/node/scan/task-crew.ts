import {Worker} from 'node:worker_threads';
import {createTaskRunner} from './scan-task.ts';
import type {ScanResult, ScanSetup, ScanTask} from './scan-task.ts';
import type {JoinedPartition, TablePieces} from './join-partition.ts';

/** Threads that take tasks as they become free, in the order in which they were given. */
export type TaskCrew = {
  scan(task: ScanTask): Promise<ScanResult>;
  /** Tells every thread what the scans gave; comes before `join`. */
  take(pieces: TablePieces): void;
  join(partition: number): Promise<JoinedPartition>;
  close(): Promise<void>;
};

/** One thread for each setup; for none, the calling thread does the work, which suits tables of a few megabytes. */
export function startTaskCrew(setups: readonly ScanSetup[], inline: ScanSetup): TaskCrew {
  if (setups.length === 0) {
    const runner = createTaskRunner(inline);
    let last: Promise<unknown> = Promise.resolve();
    return {
      // One at a time, since a runner has one buffer.
      scan: (task) => {
        const result = last.then(() => runner.scan(task));
        last = result.catch(() => undefined);
        return result;
      },
      take: (pieces) => runner.take(pieces),
      join: async (partition) => runner.join(partition),
      close: async () => undefined,
    };
  }
  type Job = {message: object; transfer: ArrayBuffer[]; resolve: (value: never) => void; reject: (error: unknown) => void};
  const waiting: Job[] = [];
  const idle: Worker[] = [];
  const busy = new Map<Worker, Job>();
  let failure: unknown;
  const next = (worker: Worker): void => {
    const job = waiting.shift();
    if (job === undefined) {
      idle.push(worker);
      return;
    }
    busy.set(worker, job);
    worker.postMessage(job.message, job.transfer);
  };
  const fail = (error: unknown): void => {
    failure ??= error;
    for (const job of [...busy.values(), ...waiting]) job.reject(error);
    busy.clear();
    waiting.length = 0;
  };
  const workers = setups.map((workerData) => {
    const worker = new Worker(new URL('./scan-worker.js', import.meta.url), {workerData, execArgv: []});
    worker.on('message', ({value, error}: {value: never; error: unknown}) => {
      const job = busy.get(worker);
      busy.delete(worker);
      if (error === undefined) job?.resolve(value);
      else job?.reject(error);
      next(worker);
    });
    worker.on('error', fail);
    idle.push(worker);
    return worker;
  });
  const run = <Result>(message: object, transfer: ArrayBuffer[] = []): Promise<Result> =>
    new Promise<Result>((resolve, reject) => {
      if (failure !== undefined) {
        reject(failure);
        return;
      }
      waiting.push({message, transfer, resolve, reject});
      const worker = idle.pop();
      if (worker !== undefined) next(worker);
    });
  return {
    scan: (scan) => run({scan}, scan.bytes === undefined ? [] : [scan.bytes.buffer]),
    take: (take) => {
      for (const worker of workers) worker.postMessage({take}, []);
    },
    join: (join) => run({join}),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
