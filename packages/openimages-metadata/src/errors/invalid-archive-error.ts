import {OidError} from '@oid/core';

/** A `tar.gz` is damaged, or holds what no published archive holds. Code `openimages-metadata/invalid-archive`. */
export class InvalidArchiveError extends OidError {
  override readonly name = 'InvalidArchiveError';
  readonly detail: {archive: string; reason: string; entry: string | undefined};

  /** @param entry - path of the entry to blame, as the archive has it. */
  constructor(archive: string, reason: string, entry?: string, options?: ErrorOptions) {
    super(
      'openimages-metadata/invalid-archive',
      `${archive}: ${entry === undefined ? '' : `entry ${JSON.stringify(entry.slice(0, 200))}: `}${reason}. Nothing was kept. Download the archive again.`,
      options,
    );
    this.detail = {archive, reason, entry};
  }
}
