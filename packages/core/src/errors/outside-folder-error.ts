import {OidError} from './oid-error.ts';

/** A path would leave the folder it belongs to. Code `core/outside-folder`. */
export class OutsideFolderError extends OidError {
  override readonly name = 'OutsideFolderError';
  readonly detail: {root: string; segments: readonly string[]};

  constructor(root: string, segments: readonly string[], options?: ErrorOptions) {
    super(
      'core/outside-folder',
      `${JSON.stringify(segments.join('/'))} lies outside ${root}. Use a relative path without "..", or choose another root folder.`,
      options,
    );
    this.detail = {root, segments};
  }
}
