import {availableParallelism} from 'node:os';
import {OptionError, checkRange, nearestName} from '@oid/core';
import {cpuCandidate} from './backends/cpu.ts';
import {tensorflowCandidate} from './backends/tensorflow.ts';
import {wasmCandidate} from './backends/wasm.ts';
import {BackendUnavailableError} from '../errors/backend-unavailable-error.ts';
import {loadGradients} from '../load-gradients.ts';
import type {BackendCandidate} from './backends/backend-candidate.ts';

export type StartRuntimeOptions = {
  /** Backend to take; `'auto'` takes the fastest that starts. @default 'auto' */
  backend?: 'auto' | 'tensorflow' | 'wasm' | 'cpu' | undefined;
  /** Threads that `wasm` may use, an integer from 1, of which it takes 8 at most. @default one a processor */
  threads?: number | undefined;
};

export const START_RUNTIME_DEFAULTS: {readonly backend: 'auto'} = {backend: 'auto'};

/** A backend tried before the one that runs, and why it was not taken. */
export type PassedOver = {backend: string; reason: string};

/** What runs: the backend's name, the processor or accelerator, its threads; what was passed over; and all of it as one line to print. */
export type Runtime = {backend: string; device: string; threads: number; passedOver: PassedOver[]; line: string};

/** Fastest first. */
const CANDIDATES: readonly BackendCandidate[] = [
  tensorflowCandidate('@tensorflow/tfjs-node-gpu'),
  tensorflowCandidate('@tensorflow/tfjs-node'),
  wasmCandidate,
  cpuCandidate,
];

/**
 * Starts the best TensorFlow.js backend present and makes training possible on it: gradients for every op, and the kernels that wasm lacks.
 *
 * Call it before the first tensor. A second call switches backends; wasm keeps the threads it started with.
 *
 * @throws {@link OptionError} if an option is out of range.
 * @throws {@link BackendUnavailableError} if a backend was asked for by name and does not start. `'auto'` never throws for want of an optional one.
 */
export async function startRuntime(options: StartRuntimeOptions = {}): Promise<Runtime> {
  return startFirst(CANDIDATES, options);
}

/** {@link startRuntime} over any list of candidates, fastest first. */
export async function startFirst(
  candidates: readonly BackendCandidate[],
  {
    backend = START_RUNTIME_DEFAULTS.backend,
    threads = availableParallelism(),
  }: {backend?: string | undefined; threads?: number | undefined},
): Promise<Runtime> {
  checkRange('threads', threads, {min: 1, integer: true});
  const names = ['auto', ...new Set(candidates.map(({name}) => name))];
  if (!names.includes(backend)) {
    const nearest = nearestName(backend, names);
    throw new OptionError('backend', backend, `one of ${names.join(', ')}${nearest === undefined ? '' : ` (did you mean ${nearest}?)`}`);
  }
  await loadGradients();
  const passedOver: PassedOver[] = [];
  const asked = candidates.filter(({name}) => backend === 'auto' || name === backend);
  for (const candidate of asked) {
    try {
      const started = await candidate.start(threads);
      return {...started, passedOver, line: describe(started, passedOver)};
    } catch (error) {
      passedOver.push({backend: candidate.name, reason: error instanceof Error ? error.message : String(error)});
    }
  }
  const reasons = passedOver.map(({reason}) => reason);
  throw new BackendUnavailableError({backend, reasons, remedies: asked.map(({remedy}) => remedy)});
}

function describe({backend, device, threads}: Omit<Runtime, 'passedOver' | 'line'>, passedOver: readonly PassedOver[]): string {
  const rest = passedOver.map((other) => `${other.backend} (${other.reason})`).join(', ');
  return `TensorFlow.js backend ${backend} on ${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}${rest === '' ? '' : `; passed over: ${rest}`}`;
}
