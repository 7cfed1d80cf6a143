import {OidError} from '@oid/core';

/** Why a function cannot become one graph. */
export type RefusalKind = 'reads-data' | 'no-lowering' | 'changes' | 'asynchronous' | 'creates-variables' | 'assigns-variables';

/**
 * A function does something that a graph cannot repeat. Code `tfjs-onnx/compile-refused`. `compile` catches it, gives it as its reason and
 * runs the function eagerly; `toOnnx` throws it.
 */
export class CompileRefusedError extends OidError {
  override readonly name = 'CompileRefusedError';
  readonly detail: {kind: RefusalKind; found: string};

  constructor(kind: RefusalKind, found: string, nextStep: string, options?: ErrorOptions) {
    super('tfjs-onnx/compile-refused', `The function cannot become one graph: ${found}. ${nextStep}`, options);
    this.detail = {kind, found};
  }
}
