import {createRequire} from 'node:module';
import {dirname, join, sep} from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import {getThreadsCount, setThreadsCount, setWasmPaths} from '@tensorflow/tfjs-backend-wasm';
import {attachCrew} from '../simd/runner-of.ts';
import {NotStartableError} from '../errors/not-startable-error.ts';
import {createWorkerCrew} from './worker-crew.ts';
import type {cpus} from 'node:os';
import type {Worker, WorkerOptions} from 'node:worker_threads';
import type {WasmBackend} from '../wasm-backend.ts';
import type {WasmMemory} from '../web-assembly.ts';

const require = createRequire(import.meta.url);
const PACKAGE = '@tensorflow/tfjs-backend-wasm';
/** Workers that the threaded build makes at the start; it can use no more threads. */
export const MOST_THREADS = 8;

/**
 * Makes `wasm` the backend, its files taken from `node_modules`.
 *
 * @returns threads at work: `threads`, at most 8; 1 where the threaded build does not start; as they are where wasm runs already.
 */
export async function startWasm(threads: number): Promise<number> {
  const binaries = dirname(require.resolve(PACKAGE));
  setWasmPaths(binaries + sep);
  const threaded = threads > 1 && tf.findBackend('wasm') === null && (await startThreaded(Math.min(threads, MOST_THREADS), binaries));
  if (!threaded && !(await tf.setBackend('wasm'))) throw new NotStartableError({reason: `the files in ${binaries} do not start`});
  return getThreadsCount();
}

/**
 * TensorFlow.js keeps its threaded build from Node, whose workers take no blob addresses: https://github.com/tensorflow/tfjs/issues/3830.
 * While it starts, `Worker` is one that is given the worker's source instead, and the processor count is raised,
 * of which the build would use half at most. Afterwards all is put back.
 */
async function startThreaded(threads: number, binaries: string): Promise<boolean> {
  const workers = require('node:worker_threads') as {Worker: typeof Worker};
  const os = require('node:os') as {cpus: typeof cpus};
  const scope = globalThis as {Worker?: unknown};
  const before = {Worker: workers.Worker, cpus: os.cpus, global: Object.getOwnPropertyDescriptor(scope, 'Worker')};
  const script = join(binaries, '..', 'wasm-out', 'tfjs-backend-wasm-threaded-simd');
  const source = (require(`${script}.worker.js`) as {wasmWorkerContents: string}).wasmWorkerContents.replaceAll('\n', '\\n');
  const started: Worker[] = [];
  let memory: WasmMemory | undefined;

  class ThreadWorker extends before.Worker {
    constructor(address: string | URL, options?: WorkerOptions) {
      const ours = String(address).startsWith('blob:');
      super(ours ? source : address, ours ? {...options, eval: true} : options);
      if (ours) started.push(this);
    }

    /** The build holds the process while a thread lives; its threads live for ever. */
    override ref(): void {}

    override postMessage(message: unknown, transfer?: Parameters<Worker['postMessage']>[1]): void {
      const load = message as {cmd?: string; wasmMemory?: WasmMemory};
      if (load.cmd === 'load') memory = load.wasmMemory;
      super.postMessage(load.cmd === 'load' ? {...load, urlOrBlob: `${script}.js`} : message, transfer);
    }
  }

  try {
    workers.Worker = ThreadWorker;
    os.cpus = () => Array.from({length: 2 * threads}, () => before.cpus()[0] as ReturnType<typeof before.cpus>[number]);
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    setThreadsCount(threads);
    await tf.setBackend('wasm');
  } catch {
    memory = undefined;
  } finally {
    workers.Worker = before.Worker;
    os.cpus = before.cpus;
    if (before.global === undefined) delete scope.Worker;
    else Object.defineProperty(scope, 'Worker', before.global);
    for (const worker of started) worker.unref();
  }
  if (memory === undefined || tf.findBackend('wasm') === null) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    return false;
  }
  attachCrew(tf.backend() as unknown as WasmBackend, createWorkerCrew(threads, memory));
  return true;
}
