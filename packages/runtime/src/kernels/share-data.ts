import type {KernelConfig} from '@tensorflow/tfjs-core';
import {wasmKernel} from './kernel-config.ts';
import {runOriginal} from './replace-kernel.ts';

/** The same data under another handle; the wasm backend's own kernel copies it, though nothing ever writes to a tensor's data. */
export const identity: KernelConfig = wasmKernel<'x', Record<string, never>>('Identity', ({inputs: {x}, backend}) => {
  backend.incRef(x.dataId);
  return {dataId: x.dataId, shape: x.shape, dtype: x.dtype};
});

/** A cast to the type that the tensor already has shares its data; any other is the wasm backend's own. */
export const cast: KernelConfig = wasmKernel<'x', {dtype: string}>('Cast', ({inputs: {x}, attrs, backend}) => {
  if (x.dtype !== attrs.dtype) return runOriginal(backend, 'Cast', {x}, attrs);
  backend.incRef(x.dataId);
  return {dataId: x.dataId, shape: x.shape, dtype: x.dtype};
});
