import {OidError} from '@oid/core';

/** There is no memory for a kernel or a compiled step. Code `tfjs-onnx/out-of-memory`. Tensors and variables are as before the call. */
export class OnnxOutOfMemoryError extends OidError {
  override readonly name = 'OnnxOutOfMemoryError';
  readonly detail: {subject: string; message: string};

  constructor(subject: string, cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(
      'tfjs-onnx/out-of-memory',
      `${subject}: out of memory (${message}). Use a smaller batch or image size, or compile the step, which takes less than running it eagerly.`,
      {cause},
    );
    this.detail = {subject, message};
  }
}
