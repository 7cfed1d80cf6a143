import {OidError} from '@oid/core';

/** The wasm backend does not show its memory, so our kernels cannot work in it. Code `runtime/wasm-memory`. */
export class WasmMemoryError extends OidError {
  override readonly name = 'WasmMemoryError';
  readonly detail: {expected: string} = {expected: 'WebAssembly.Memory among the exports'};

  constructor(options?: ErrorOptions) {
    super(
      'runtime/wasm-memory',
      'The wasm backend exports no WebAssembly.Memory, which the training kernels work in. Install @tensorflow/tfjs-backend-wasm 4.22.',
      options,
    );
  }
}
