import {OidError} from '@oid/core';

/** Training was asked of an engine that knows no gradients: `@tensorflow/tfjs-core` alone has none. Code `detector-model/gradients-missing`. */
export class GradientsMissingError extends OidError {
  override readonly name = 'GradientsMissingError';
  readonly detail: {kernel: string};

  constructor(kernel: string, options?: ErrorOptions) {
    super(
      'detector-model/gradients-missing',
      `TensorFlow.js has no gradient registered for ${kernel}. Start the engine with startRuntime of @oid/runtime, or import '@tensorflow/tfjs' once.`,
      options,
    );
    this.detail = {kernel};
  }
}
