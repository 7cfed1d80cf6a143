import {OidError} from '@oid/core';
import type {ImageSize} from '@oid/core';

/**
 * Which rule forbids a picture: `not-a-photo` (a vector drawing or a document), `too-many-pixels` (a decompression bomb, or simply huge),
 * `too-small` (a tracking pixel or a placeholder) or `animated`.
 */
export type RefusedImageKind = 'not-a-photo' | 'too-many-pixels' | 'too-small' | 'animated';

/** What a {@link RefusedImageError} carries. */
export type RefusedImageDetail = {
  kind: RefusedImageKind;
  /** As the decoder names it: `jpeg`, `svg`, … */
  format: string;
  /** As the header gives it. */
  size: ImageSize;
  frames: number;
  /** The option behind the rule and its value; absent for `not-a-photo`. */
  limit?: {option: string; value: number | string} | undefined;
};

/** A picture that could be decoded is one that the rules leave out; it is not decoded. Code `imaging/refused`. */
export class RefusedImageError extends OidError {
  override readonly name = 'RefusedImageError';

  constructor(
    readonly detail: RefusedImageDetail,
    options?: ErrorOptions,
  ) {
    const {format, size, frames, limit} = detail;
    const found = `${format} of ${size.width} × ${size.height} pixels${frames > 1 ? ` and ${frames} frames` : ''}`;
    const rule = limit === undefined ? 'a drawing or document, not a photo' : `refused by ${limit.option}: ${limit.value}`;
    const step = limit === undefined ? 'Leave it out.' : `Leave it out, or change ${limit.option}.`;
    super('imaging/refused', `Picture (${found}): ${rule}. ${step}`, options);
  }
}
