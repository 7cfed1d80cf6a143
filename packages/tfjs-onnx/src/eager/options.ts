import {availableParallelism} from 'node:os';
import {checkRange} from '@oid/core';

/** How the `onnx` backend uses the machine. */
export type OnnxBackendOptions = {
  /** Threads of a session; small kernels take one. At least 1. @default the number of cores that the process may use */
  threads?: number | undefined;
  /** Kernels that read fewer elements than this run in JavaScript; 1 runs every kernel that can on ONNX Runtime. @default 4096 */
  threshold?: number | undefined;
  /** Most kernel sessions kept; the one used longest ago is disposed first. At least 1. @default 512, on many cores less: each has threads */
  sessions?: number | undefined;
};

/** Threads of all sessions together that a process can well have. */
const MOST_THREADS = 4096;

/** Defaults of {@link OnnxBackendOptions}. */
export const ONNX_BACKEND_DEFAULTS: Readonly<Required<{[Key in keyof OnnxBackendOptions]: number}>> = {
  threads: availableParallelism(),
  threshold: 4096,
  sessions: Math.max(128, Math.min(512, Math.floor(MOST_THREADS / availableParallelism()))),
};

/** Options with every field set. */
export type ResolvedOnnxBackendOptions = typeof ONNX_BACKEND_DEFAULTS;

/**
 * Fills in the defaults.
 *
 * @throws {@link OptionError} if a field is out of its range.
 */
export function resolveOnnxBackendOptions(options: OnnxBackendOptions = {}): ResolvedOnnxBackendOptions {
  return {
    threads: checkRange('threads', options.threads ?? ONNX_BACKEND_DEFAULTS.threads, {min: 1, integer: true}),
    threshold: checkRange('threshold', options.threshold ?? ONNX_BACKEND_DEFAULTS.threshold, {min: 1}),
    sessions: checkRange('sessions', options.sessions ?? ONNX_BACKEND_DEFAULTS.sessions, {min: 1, integer: true}),
  };
}
