import {availableParallelism} from 'node:os';
import {OptionError, checkRange, nearestName} from '@oid/core';
import type {BackendCandidate, StartedBackend} from './backends/backend-candidate.ts';
import {CANDIDATES} from './candidates.ts';
import type {Compile} from '../compile.ts';
import {BackendUnavailableError} from '../errors/backend-unavailable-error.ts';
import {NotStartableError} from '../errors/not-startable-error.ts';
import {loadGradients} from '../load-gradients.ts';

/** What {@link startRuntime} may take. */
export type StartRuntimeOptions = {
  /** Backend to take; `'auto'` takes the fastest that starts. @default 'auto' */
  backend?: 'auto' | 'tensorflow' | 'webgpu' | 'onnx' | 'wasm' | 'cpu' | undefined;
  /** Threads that `onnx` and `wasm` may use, an integer from 1; `wasm` takes 8 at most. @default one a processor */
  threads?: number | undefined;
  /** Whether to fail rather than compute on the processor. @default false */
  requireGpu?: boolean | undefined;
  /** Whether `webgpu` may run on a GPU that is emulated on the processor, such as SwiftShader; never with `requireGpu`. @default false */
  allowSoftware?: boolean | undefined;
};

/** Defaults of {@link StartRuntimeOptions}, but for `threads`, which the machine gives. */
export const START_RUNTIME_DEFAULTS: {readonly backend: 'auto'; readonly requireGpu: false; readonly allowSoftware: false} = {
  backend: 'auto',
  requireGpu: false,
  allowSoftware: false,
};

/** A backend tried before the one that runs, and why it was not taken. */
export type PassedOver = {backend: string; reason: string};

/** What runs: the backend's name, the processor or accelerator, its threads; what was passed over; and all of it as one line to print. */
export type Runtime = {
  backend: string;
  device: string;
  threads: number;
  passedOver: PassedOver[];
  line: string;
  /** Makes one graph of a function of tensors; present where the backend can, on `onnx`. */
  compile?: Compile;
};

/**
 * Starts the best TensorFlow.js backend present and makes training possible on it: gradients for every op, and the kernels that wasm lacks.
 *
 * Call it before the first tensor. A second call switches backends; `onnx` and `wasm` keep the threads they started with.
 *
 * @throws {@link OptionError} if an option is out of range.
 * @throws {@link BackendUnavailableError} if a backend was asked for by name, or a GPU, and none starts. Otherwise `'auto'` never throws for want of
 * an optional one.
 */
export async function startRuntime(options: StartRuntimeOptions = {}): Promise<Runtime> {
  return startFirst(CANDIDATES, options);
}

/** {@link startRuntime} over any list of candidates, fastest first. */
export async function startFirst(
  candidates: readonly BackendCandidate[],
  options: Omit<StartRuntimeOptions, 'backend'> & {backend?: string | undefined},
): Promise<Runtime> {
  const backend = options.backend ?? START_RUNTIME_DEFAULTS.backend;
  const requireGpu = options.requireGpu ?? START_RUNTIME_DEFAULTS.requireGpu;
  const allowSoftware = !requireGpu && (options.allowSoftware ?? START_RUNTIME_DEFAULTS.allowSoftware);
  const threads = checkRange('threads', options.threads ?? availableParallelism(), {min: 1, integer: true});
  const names = ['auto', ...new Set(candidates.map(({name}) => name))];
  if (!names.includes(backend)) {
    const nearest = nearestName(backend, names);
    throw new OptionError('backend', backend, `one of ${names.join(', ')}${nearest === undefined ? '' : ` (did you mean ${nearest}?)`}`);
  }
  await loadGradients();
  const named = candidates.filter(({name}) => backend === 'auto' || name === backend);
  const asked = named.filter(({gpu}) => gpu || !requireGpu);
  if (asked.length === 0) {
    const remedies = ['Leave out {requireGpu: true}.'];
    throw new BackendUnavailableError({backend, reasons: ['it computes on the processor, and a GPU is required'], remedies});
  }
  const passedOver: PassedOver[] = [];
  const remedies: string[] = [];
  for (const candidate of asked) {
    try {
      const started = await candidate.start({threads, allowSoftware});
      return {...started, passedOver, line: describe(started, passedOver)};
    } catch (error) {
      passedOver.push({backend: candidate.name, reason: reasonOf(error)});
      remedies.push(remedyOf(candidate, error));
    }
  }
  throw new BackendUnavailableError({backend, reasons: passedOver.map(({reason}) => reason), remedies});
}

/** Why a candidate does not start. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What to do about it. */
export function remedyOf(candidate: BackendCandidate, error: unknown): string {
  return (error instanceof NotStartableError ? error.detail.remedy : undefined) ?? candidate.remedy;
}

function describe({backend, device, threads}: StartedBackend, passedOver: readonly PassedOver[]): string {
  const rest = passedOver.map((other) => `${other.backend} (${other.reason})`).join(', ');
  return `TensorFlow.js backend ${backend} on ${device}, ${threads} ${threads === 1 ? 'thread' : 'threads'}${rest === '' ? '' : `; passed over: ${rest}`}`;
}
