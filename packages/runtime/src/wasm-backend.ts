import {util} from '@tensorflow/tfjs-core';
import type {DataType, TensorInfo} from '@tensorflow/tfjs-core';

/** What we use of TensorFlow.js's wasm backend (4.22); its own declarations keep part of it private. */
export type WasmBackend = {
  readonly wasm: EmscriptenHeap;
  readonly dataIdMap: {get(dataId: object): {readonly memoryOffset: number}};
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  incRef(dataId: object): void;
  disposeData(dataId: object): boolean;
};

/** The heap of the Emscripten module. The views are made anew whenever the heap grows, so they are read afresh after every call. */
export type EmscriptenHeap = {
  readonly HEAPU8: Uint8Array;
  readonly asm: Readonly<Record<string, unknown>>;
  readonly _malloc: (bytes: number) => number;
  readonly _free: (address: number) => void;
};

/** Where a tensor's numbers begin, in bytes; unsigned, since the heap may reach 4 GiB. */
export function addressOf(backend: WasmBackend, tensor: TensorInfo): number {
  return backend.dataIdMap.get(tensor.dataId).memoryOffset >>> 0;
}

/** A tensor's floats, in place. The view dies with the next allocation. */
export function floatsOf(backend: WasmBackend, tensor: TensorInfo): Float32Array {
  return floatsAt(backend, addressOf(backend, tensor), util.sizeFromShape(tensor.shape));
}

/** `length` floats at a byte address, in place. The view dies with the next allocation. */
export function floatsAt(backend: WasmBackend, address: number, length: number): Float32Array {
  return new Float32Array(backend.wasm.HEAPU8.buffer, address, length);
}

/** Takes `bytes` bytes of the heap, which may grow by it; returns their address. */
export function allocate({_malloc: malloc}: EmscriptenHeap, bytes: number): number {
  return malloc(bytes) >>> 0;
}

/** Gives back what {@link allocate} took. */
export function release({_free: free}: EmscriptenHeap, address: number): void {
  free(address);
}

/** Runs `use` with scratch memory of `bytes` bytes, at a multiple of 16; the content is whatever was there. */
export function withScratch<Result>(backend: WasmBackend, bytes: number, use: (address: number) => Result): Result {
  const address = allocate(backend.wasm, bytes + 16);
  try {
    return use(Math.ceil(address / 16) * 16);
  } finally {
    release(backend.wasm, address);
  }
}
