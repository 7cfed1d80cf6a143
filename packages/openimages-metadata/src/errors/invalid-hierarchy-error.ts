import {OidError} from '@oid/core';

/** The hierarchy file is no tree of classes. Code `openimages-metadata/invalid-hierarchy`. */
export class InvalidHierarchyError extends OidError {
  override readonly name = 'InvalidHierarchyError';
  readonly detail: {source: string; path: string; reason: string};

  /** @param path - where in the JSON, such as `Subcategory[3].Part[0]`; empty for the root. */
  constructor(source: string, path: string, reason: string, options?: ErrorOptions) {
    super(
      'openimages-metadata/invalid-hierarchy',
      `${source}: ${path === '' ? 'root' : path}: ${reason}. Download the hierarchy again.`,
      options,
    );
    this.detail = {source, path, reason};
  }
}
