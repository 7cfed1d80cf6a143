/** A thread that scans ranges of tables and joins parts of them; `task-crew.ts` starts it. */
import {parentPort, workerData} from 'node:worker_threads';
import {createTaskRunner} from './scan-task.ts';
import type {ScanSetup, ScanTask} from './scan-task.ts';
import type {TablePieces} from './join-partition.ts';

const port = parentPort;
if (port === null) throw new Error('scan-worker.ts runs as a worker thread');
const runner = createTaskRunner(workerData as ScanSetup);

port.on('message', (message: {scan: ScanTask} | {take: TablePieces} | {join: number}) => {
  if ('scan' in message) {
    void runner.scan(message.scan).then((value) => port.postMessage({value}), report);
    return;
  }
  if ('take' in message) {
    runner.take(message.take);
    return;
  }
  try {
    const value = runner.join(message.join);
    port.postMessage({value}, [
      value.ids.buffer,
      value.starts.buffer,
      value.boxes.buffer,
      value.classes.buffer,
      ...value.flags.map(({buffer}) => buffer),
      value.records.buffer,
      value.places.buffer,
    ]);
  } catch (error) {
    report(error);
  }
});

function report(error: unknown): void {
  port?.postMessage({error});
}
