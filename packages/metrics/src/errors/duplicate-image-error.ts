import {OidError} from '@oid/core';

/** An image was added to an evaluation twice. Code `metrics/duplicate-image`. */
export class DuplicateImageError extends OidError {
  override readonly name = 'DuplicateImageError';
  readonly detail: {imageId: string};

  constructor(imageId: string, options?: ErrorOptions) {
    super(
      'metrics/duplicate-image',
      `Image ${JSON.stringify(imageId)} has been added already; each may count once. Give every image an id of its own, or start a new evaluator.`,
      options,
    );
    this.detail = {imageId};
  }
}
