import {OidError} from '@oid/core';

/** A branch was asked for, but the release came without a hierarchy. Code `openimages-metadata/no-hierarchy`. */
export class NoHierarchyError extends OidError {
  override readonly name = 'NoHierarchyError';
  readonly detail: {branches: readonly string[]};

  constructor(branches: readonly string[], options?: ErrorOptions) {
    super(
      'openimages-metadata/no-hierarchy',
      `The branches ${branches.join(', ')} need the hierarchy file, which this release lacks. Add it, or list the classes one by one.`,
      options,
    );
    this.detail = {branches};
  }
}
