import {OidError} from '@oid/core';

/** A file arrived whole, but is not the file that was published. Code `openimages-metadata/checksum`. */
export class ChecksumError extends OidError {
  override readonly name = 'ChecksumError';
  readonly detail: {location: string; what: 'bytes' | 'md5' | 'sha256'; expected: string; found: string};

  /** @param location - file or URL, without credentials. */
  constructor(location: string, what: 'bytes' | 'md5' | 'sha256', expected: string, found: string, options?: ErrorOptions) {
    const subject =
      what === 'bytes' ? `has ${found} bytes, but ${expected} were published` : `has ${what} ${found}, but ${expected} was published`;
    super(
      'openimages-metadata/checksum',
      `${location}: the file ${subject}. Nothing was kept. Run again, try another mirror, or pass {verify: false} if the publisher replaced the file.`,
      options,
    );
    this.detail = {location, what, expected, found};
  }
}
