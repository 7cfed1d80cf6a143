import {OidError} from '@oid/core';

/**
 * Why a picture cannot be used: `empty` (no bytes), `unreadable` (no known picture format, such as an HTML page), `not-a-photo` (a vector
 * drawing or document), `too-large` (more pixels than the decoder's limit) or `damaged` (the decoder stopped or warned).
 */
export type CorruptImageKind = 'empty' | 'unreadable' | 'not-a-photo' | 'too-large' | 'damaged';

const WHAT: Record<CorruptImageKind, string> = {
  empty: 'there are no bytes',
  unreadable: 'the bytes are no picture in a known format',
  'not-a-photo': 'the bytes are a drawing or document, not a photo',
  'too-large': 'the picture has too many pixels',
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
