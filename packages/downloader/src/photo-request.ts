import {OptionError, checkRange, parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';

/** A photo to fetch and what the tables say about it. */
export type PhotoRequest = {
  imageId: ImageId;
  /** Address of the original, `OriginalURL`: http or https; `file:` where `allowFiles` is set. */
  url?: string | undefined;
  /** Address of the small copy, `Thumbnail300KURL`, for {@link thumbnailSource}. */
  thumbnailUrl?: string | undefined;
  /** `train`, `validation` or `test`: part of the address in {@link cvdfSource}. */
  split?: string | undefined;
  /** Bytes of the original; not checked where absent. */
  size?: number | undefined;
  /** MD5 of the original, base64 of its 16 raw bytes, as in the tables; not checked where absent. */
  md5?: string | undefined;
};

const MD5_BASE64 = /^[A-Za-z0-9+/]{21}[AQgw]==$/;

/** @throws InvalidIdError, OptionError: a request that no photo could answer is a mistake of the caller's. */
export function checkRequest({imageId, size, md5}: PhotoRequest): void {
  parseImageId(imageId);
  if (size !== undefined) checkRange(`size of ${imageId}`, size, {min: 0, integer: true});
  if (md5 !== undefined && !MD5_BASE64.test(md5)) throw new OptionError(`md5 of ${imageId}`, md5, 'the base64 form of 16 bytes');
}
