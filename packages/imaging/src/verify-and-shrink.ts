import {checkRange} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {asCorruptImage, openPhoto} from './open-photo.ts';

/** Options of {@link verifyAndShrink}. */
export type VerifyAndShrinkOptions = {
  /** Longest side of the result in pixels, from 1. A smaller photo keeps its size. @default 256 */
  maxSide?: number | undefined;
  /** JPEG quality, 1 to 100. @default 90 */
  quality?: number | undefined;
};

/** Defaults of {@link VerifyAndShrinkOptions}. */
export const VERIFY_AND_SHRINK_DEFAULTS: {readonly maxSide: number; readonly quality: number} = {maxSide: 256, quality: 90};

/** A photo that was decoded from its first byte to its last, shrunk and stored again. */
export type ShrunkPhoto = {
  /** JPEG, 8-bit sRGB, without metadata. The same bytes for the same input, options and sharp version. */
  data: Uint8Array;
  size: ImageSize;
  /** Of the stored pixel matrix, before the EXIF orientation. */
  originalSize: ImageSize;
  /** As the decoder names it: `jpeg`, `png`, `webp`, `gif`, `tiff`, `heif`, … */
  originalFormat: string;
};

/**
 * Proves that a photo is whole by decoding all of it, and makes a JPEG that fits into `maxSide` × `maxSide` with its shape kept.
 *
 * The EXIF orientation is neither applied nor kept: Open Images boxes lie in the stored pixel matrix, and normalised boxes hold for the
 * result as they did for the input. Of an animation, the first frame counts.
 *
 * @throws {@link CorruptImageError} if the bytes are no photo, or if the decoder so much as warns.
 * @throws {@link OptionError} if an option is out of range.
 */
export async function verifyAndShrink(input: Uint8Array, options: VerifyAndShrinkOptions = {}): Promise<ShrunkPhoto> {
  const maxSide = checkRange('maxSide', options.maxSide ?? VERIFY_AND_SHRINK_DEFAULTS.maxSide, {min: 1, max: 16_383, integer: true});
  const quality = checkRange('quality', options.quality ?? VERIFY_AND_SHRINK_DEFAULTS.quality, {min: 1, max: 100, integer: true});
  const {pipeline, metadata} = await openPhoto(input);
  const {data, info} = await pipeline
    .resize({width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true})
    .jpeg({quality})
    .toBuffer({resolveWithObject: true})
    .catch((error: unknown) => {
      throw asCorruptImage(error, input);
    });
  return {
    data,
    size: {height: info.height, width: info.width},
    originalSize: {height: metadata.height, width: metadata.width},
    originalFormat: metadata.format,
  };
}
