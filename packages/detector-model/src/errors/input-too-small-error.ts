import {OidError} from '@oid/core';
import type {ImageSize} from '@oid/core';

/** An input size leaves a feature map without cells. Code `detector-model/input-too-small`. */
export class InputTooSmallError extends OidError {
  override readonly name = 'InputTooSmallError';
  readonly detail: {network: string; inputSize: ImageSize; smallest: ImageSize};

  constructor(network: string, inputSize: ImageSize, smallest: ImageSize, options?: ErrorOptions) {
    super(
      'detector-model/input-too-small',
      `${network} cannot see images ${inputSize.width} wide and ${inputSize.height} high: a feature map would be empty. ` +
        `Pass an inputSize of at least ${smallest.width} by ${smallest.height}.`,
      options,
    );
    this.detail = {network, inputSize, smallest};
  }
}
