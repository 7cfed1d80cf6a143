import {OidError} from '@oid/core';

/**
 * Why bytes are no whole picture: `empty` (there are none), `unreadable` (no known picture format, such as an HTML page), `truncated` (the
 * end is missing: download it again) or `damaged` (the decoder stopped or warned).
 */
export type CorruptImageKind = 'empty' | 'unreadable' | 'truncated' | 'damaged';

const WHAT: Record<CorruptImageKind, string> = {
  empty: 'there are no bytes',
  unreadable: 'the bytes are no picture in a known format',
  truncated: 'the end of the picture is missing',
  damaged: 'the picture is damaged',
};

/** Bytes that should be a photo cannot be decoded without a warning. Code `imaging/corrupt`. */
export class CorruptImageError extends OidError {
  override readonly name = 'CorruptImageError';
  readonly detail: {kind: CorruptImageKind; byteLength: number; reason: string};

  constructor(detail: {kind: CorruptImageKind; byteLength: number; reason: string}, options?: ErrorOptions) {
    const found = detail.reason === '' ? '' : ` (${detail.reason})`;
    super(
      'imaging/corrupt',
      `Photo of ${detail.byteLength} bytes: ${WHAT[detail.kind]}${found}. Expected a whole JPEG, PNG, WebP, GIF, TIFF or AVIF. ` +
        `Download the photo again, or leave it out.`,
      options,
    );
    this.detail = detail;
  }
}
