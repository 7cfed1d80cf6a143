import {OidError} from '@oid/core';

/** A folder does not hold a rendered release. Code `sample-release/not-a-release`. */
export class NotAReleaseError extends OidError {
  override readonly name = 'NotAReleaseError';
  readonly detail: {directory: string; missing: string};

  constructor(directory: string, missing: string, options?: ErrorOptions) {
    super(
      'sample-release/not-a-release',
      `${directory}: ${missing} cannot be read, but every rendered release has it. Call renderSampleRelease on this folder first.`,
      options,
    );
    this.detail = {directory, missing};
  }
}
