import {OidError} from '@oid/core';

/** A function that needs the backend `onnx` was called on another one. Code `tfjs-onnx/wrong-backend`. */
export class WrongBackendError extends OidError {
  override readonly name = 'WrongBackendError';
  readonly detail: {caller: string; found: string};

  constructor(caller: string, found: string) {
    super(
      'tfjs-onnx/wrong-backend',
      `${caller} needs the backend 'onnx', but '${found}' is active. Call await tf.setBackend('onnx') first.`,
    );
    this.detail = {caller, found};
  }
}
