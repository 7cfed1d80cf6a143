import {OnnxUnavailableError} from '../errors/onnx-unavailable-error.ts';
import {OnnxOutOfMemoryError} from '../errors/out-of-memory-error.ts';
import {OnnxRunError} from '../errors/run-error.ts';
import {loadNativeBinding} from './native-binding.ts';
import type {NativeBinding, NativeSession, NativeTensor} from './native-binding.ts';
import {fetchWithoutCopies} from './without-copies.ts';

/** How a session uses the machine. */
export type SessionOptions = {
  /** Threads of its own pool. */
  readonly threads: number;
  /** `'off'`: idle threads sleep at once, right for many sessions used in turn. `'run'`: they spin during a run and stop at its end. */
  readonly spinning: 'off' | 'run';
  /**
   * `'keep'`: work memory stays with the session for its next run, right for the one graph of a training step. `'borrow'`: it goes back to the
   * system's allocator after each use; hundreds of sessions would else hold what each needed at most.
   */
  readonly memory: 'keep' | 'borrow';
};

/** A loaded graph that runs synchronously. */
export class Session {
  readonly #subject: string;
  readonly #native: NativeSession;

  /**
   * @param subject - what the graph is, for errors: a kernel name and its key.
   * @throws {@link OnnxUnavailableError}, {@link OnnxOutOfMemoryError}, or {@link OnnxRunError} if ONNX Runtime refuses the graph.
   */
  constructor(subject: string, model: Uint8Array, options: SessionOptions, binding: NativeBinding = loadNativeBinding()) {
    this.#subject = subject;
    this.#native = binding.createSession();
    try {
      this.#native.loadModel(model.buffer, model.byteOffset, model.byteLength, {
        logSeverityLevel: 4, // errors are thrown; it would print them too
        intraOpNumThreads: options.threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        enableMemPattern: false, // one block per shape: twice the memory for a training step, at the same speed
        enableCpuMemArena: options.memory === 'keep',
        extra: {session: options.spinning === 'off' ? {intra_op: {allow_spinning: '0'}} : {force_spinning_stop: '1'}},
      });
    } catch (error) {
      throw failure(subject, 'load', error);
    }
  }

  /**
   * Runs the graph; `fetches` are written in place. Inputs are read where they lie.
   *
   * @throws {@link OnnxUnavailableError} if the installed ONNX Runtime runs asynchronously only; {@link OnnxOutOfMemoryError} and {@link OnnxRunError}
   * if the run fails.
   */
  run(feeds: Record<string, NativeTensor>, fetches: Record<string, NativeTensor>): void {
    let result: unknown;
    try {
      const native = this.#native;
      result = fetchWithoutCopies(fetches, (all) =>
        native.runSync === undefined ? native.run(feeds, all, {}) : native.runSync(feeds, all, {}),
      );
    } catch (error) {
      throw failure(this.#subject, 'run', error);
    }
    if (result instanceof Promise) {
      result.catch(() => undefined);
      throw new OnnxUnavailableError(
        'the installed onnxruntime-node runs asynchronously and has no runSync',
        'Install onnxruntime-node 1.30.',
      );
    }
  }

  /** Frees the native session. The object must not be used afterwards. */
  dispose(): void {
    this.#native.dispose?.();
  }
}

/** ONNX Runtime says in words only that memory is short. */
function failure(subject: string, during: 'load' | 'run', cause: unknown): OnnxOutOfMemoryError | OnnxRunError {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (/bad_alloc|failed to allocate memory|out of memory/i.test(message)) return new OnnxOutOfMemoryError(subject, cause);
  return new OnnxRunError(subject, during, cause);
}
