import {createRequire} from 'node:module';
import {OnnxUnavailableError} from '../errors/onnx-unavailable-error.ts';

/** A tensor as the native binding takes it: no copy is made of `data`, and an output is written in place. */
export type NativeTensor = {
  readonly type: 'float32' | 'int32' | 'bool';
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | Uint8Array;
  readonly location: 'cpu';
};

/** What this package uses of ONNX Runtime's native session class. */
export type NativeSession = {
  loadModel(buffer: ArrayBufferLike, byteOffset: number, byteLength: number, options: object): void;
  run(feeds: Record<string, NativeTensor>, fetches: Record<string, NativeTensor>, options: object): unknown;
  runSync?(feeds: Record<string, NativeTensor>, fetches: Record<string, NativeTensor>, options: object): unknown;
  dispose?(): void;
};

/** The native module with its one-time set-up. */
export type NativeBinding = {readonly version: string; createSession(): NativeSession};

let loaded: NativeBinding | OnnxUnavailableError | undefined;

/**
 * Loads ONNX Runtime's native binding, once. This is the only place that touches the private `dist/binding.js` of `onnxruntime-node`, whose
 * session runs synchronously; everything used of it is looked for first.
 *
 * @throws {@link OnnxUnavailableError} if the package or the platform's binary is absent, or the binding looks different.
 */
export function loadNativeBinding(): NativeBinding {
  if (loaded === undefined) {
    try {
      loaded = openBinding(createRequire(import.meta.url));
    } catch (error) {
      loaded = error instanceof OnnxUnavailableError ? error : unavailable(error);
    }
  }
  if (loaded instanceof OnnxUnavailableError) throw loaded;
  return loaded;
}

/**
 * Reads the binding through a `require` function and checks its form.
 *
 * @throws {@link OnnxUnavailableError} if `dist/binding.js` has no `initOrt` and `InferenceSession`; what `load` throws passes through.
 */
export function openBinding(load: (path: string) => unknown): NativeBinding {
  const {version} = load('onnxruntime-node/package.json') as {version: string};
  const module = load('onnxruntime-node/dist/binding.js') as {
    binding?: {InferenceSession?: new () => NativeSession};
    initOrt?: () => void;
  };
  const Session = module.binding?.InferenceSession;
  if (typeof module.initOrt !== 'function' || typeof Session !== 'function') {
    throw new OnnxUnavailableError(
      `onnxruntime-node ${version} has another native binding than the one this package knows`,
      'Install onnxruntime-node 1.30.',
    );
  }
  module.initOrt();
  return {version, createSession: () => new Session()};
}

function unavailable(cause: unknown): OnnxUnavailableError {
  const message = cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause);
  if (/Cannot find module 'onnxruntime-node/.test(message)) {
    return new OnnxUnavailableError('onnxruntime-node is not installed', 'Run npm install onnxruntime-node.', {cause});
  }
  return new OnnxUnavailableError(
    `its native library did not load (${message})`,
    'Binaries exist for Linux with glibc 2.28 or newer and Windows on x64 and arm64, and for macOS on arm64; use another backend elsewhere.',
    {cause},
  );
}
