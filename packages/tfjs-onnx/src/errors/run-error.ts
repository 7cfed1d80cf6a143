import {OidError} from '@oid/core';

/** ONNX Runtime refused a graph or failed while running it. Code `tfjs-onnx/run`. */
export class OnnxRunError extends OidError {
  override readonly name = 'OnnxRunError';
  readonly detail: {subject: string; during: 'load' | 'run'; message: string};

  constructor(subject: string, during: 'load' | 'run', cause: unknown) {
    const message = cause instanceof Error ? cause.message : String(cause);
    super(
      'tfjs-onnx/run',
      `${subject}: ONNX Runtime failed to ${during} the graph: ${message}. Report this with the shapes of the inputs.`,
      {
        cause,
      },
    );
    this.detail = {subject, during, message};
  }
}
