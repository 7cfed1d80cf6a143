import * as tf from '@tensorflow/tfjs-core';
import type {TensorInfo} from '@tensorflow/tfjs-core';
import type {WasmBackend} from '../wasm-backend.ts';

/** The kernels of the wasm backend itself, as they were before ours took their names. */
const originals = new Map<string, tf.KernelConfig>();

/**
 * Registers a kernel in place of the wasm backend's own, which is kept for {@link runOriginal}.
 * The original's set-up goes along: the backend, when it starts, calls that of the kernels that are registered then.
 */
export function replaceKernel(kernel: tf.KernelConfig): void {
  const present = tf.getKernel(kernel.kernelName, 'wasm');
  if (present !== undefined) {
    if (!originals.has(kernel.kernelName)) originals.set(kernel.kernelName, present);
    tf.unregisterKernel(kernel.kernelName, 'wasm');
  }
  const {setupFunc, disposeFunc} = originals.get(kernel.kernelName) ?? {};
  tf.registerKernel({...kernel, ...(setupFunc && {setupFunc}), ...(disposeFunc && {disposeFunc})});
}

/** Runs one of the wasm backend's own kernels that gives one tensor, outside of the engine: no tape, the caller disposes. */
export function runOriginal(backend: WasmBackend, kernelName: string, inputs: Record<string, TensorInfo>, attrs: object): TensorInfo {
  const kernel = originals.get(kernelName) ?? tf.getKernel(kernelName, 'wasm');
  return kernel.kernelFunc({inputs, attrs: attrs as tf.NamedAttrMap, backend}) as TensorInfo;
}
