import {OidError} from '@oid/core';

/** ONNX Runtime cannot run synchronously here. Code `tfjs-onnx/unavailable`. */
export class OnnxUnavailableError extends OidError {
  override readonly name = 'OnnxUnavailableError';
  readonly detail: {reason: string; platform: string};

  constructor(reason: string, nextStep: string, options?: ErrorOptions) {
    const platform = `${process.platform}-${process.arch}`;
    super('tfjs-onnx/unavailable', `The 'onnx' backend is not available on ${platform}: ${reason}. ${nextStep}`, options);
    this.detail = {reason, platform};
  }
}
