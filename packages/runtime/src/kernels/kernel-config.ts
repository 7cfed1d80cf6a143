import type {KernelConfig, TensorInfo} from '@tensorflow/tfjs-core';
import type {WasmBackend} from '../wasm-backend.ts';

/** What a kernel of the wasm backend is called with; the engine checks neither, so the kernel names what it expects. */
export type KernelCall<Input extends string, Attributes> = {
  readonly inputs: Readonly<Record<Input, TensorInfo>>;
  readonly attrs: Attributes;
  readonly backend: WasmBackend;
};

/** A kernel for the wasm backend. */
export function wasmKernel<Input extends string, Attributes>(
  kernelName: string,
  run: (call: KernelCall<Input, Attributes>) => TensorInfo | TensorInfo[],
): KernelConfig {
  return {kernelName, backendName: 'wasm', kernelFunc: run as unknown as KernelConfig['kernelFunc']};
}
