import {checkRange} from '@oid/core';
import type {ImageSize} from '@oid/core';
import type {ImageRules} from './image-rules.ts';
import type {Metadata} from 'sharp';
import {asCorruptImage, openPhoto} from './open-photo.ts';

/** Options of {@link verifyAndShrink}. */
export type VerifyAndShrinkOptions = ImageRules & {
  /** Longest side of the result in pixels, from 1. A smaller photo keeps its size. @default 256 */
  maxSide?: number | undefined;
  /** JPEG quality, 1 to 100. @default 90 */
  quality?: number | undefined;
  /**
   * Hands back the very bytes of a JPEG that is whole, small enough, 8-bit sRGB and without metadata, instead of compressing it once more.
   * @default false
   */
  keepSmall?: boolean | undefined;
};

/** Defaults of {@link VerifyAndShrinkOptions}, beside those of the rules. */
export const VERIFY_AND_SHRINK_DEFAULTS: {readonly maxSide: number; readonly quality: number; readonly keepSmall: boolean} = {
  maxSide: 256,
  quality: 90,
  keepSmall: false,
};

/** A photo that was decoded from its first byte to its last, shrunk and stored again. */
export type ShrunkPhoto = {
  /** JPEG, 8-bit sRGB, without metadata. The same bytes for the same input, options and sharp version. */
  data: Uint8Array;
  size: ImageSize;
  /** What came in. */
  original: {
    /** Of the stored pixel matrix, before the EXIF orientation. */
    size: ImageSize;
    /** As the decoder names it: `jpeg`, `png`, `webp`, `gif`, `tiff`, `heif`, … */
    format: string;
    /** As the decoder names it: `srgb`, `b-w`, `cmyk`, `rgb16`, … */
    colorSpace: string;
    /** The EXIF orientation, 1 to 8, which was not applied; 1 where there is none. */
    orientation: number;
    /** 1 for a still picture. */
    frames: number;
  };
};

/**
 * Proves that a photo is whole by decoding all of it, and makes a JPEG that fits into `maxSide` × `maxSide` with its shape kept.
 *
 * The EXIF orientation is neither applied nor kept: Open Images boxes lie in the stored pixel matrix, and normalised boxes hold for the
 * result as they did for the input. Grey, CMYK and 16-bit photos become 8-bit sRGB, transparent parts lie on white. Of an animation, the
 * first frame counts and is the one that is checked, unless `animation` refuses it.
 *
 * @throws {@link CorruptImageError} if the bytes are no photo, or if the decoder so much as warns.
 * @throws {@link RefusedImageError} if a rule forbids the photo: a drawing, too many pixels, too small, animated.
 * @throws {@link OptionError} if an option is out of range.
 */
export async function verifyAndShrink(input: Uint8Array, options: VerifyAndShrinkOptions = {}): Promise<ShrunkPhoto> {
  const maxSide = checkRange('maxSide', options.maxSide ?? VERIFY_AND_SHRINK_DEFAULTS.maxSide, {min: 1, max: 16_383, integer: true});
  const quality = checkRange('quality', options.quality ?? VERIFY_AND_SHRINK_DEFAULTS.quality, {min: 1, max: 100, integer: true});
  const {pipeline, metadata} = await openPhoto(input, options);
  const damaged = (error: unknown): never => {
    throw asCorruptImage(error, input);
  };
  let [data, size] = [input, {height: metadata.height, width: metadata.width}];
  if ((options.keepSmall ?? VERIFY_AND_SHRINK_DEFAULTS.keepSmall) && isResult(metadata, maxSide)) {
    await pipeline.raw().toBuffer().catch(damaged);
  } else {
    const resized = pipeline.resize({width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true});
    const stored = await resized.jpeg({quality}).toBuffer({resolveWithObject: true}).catch(damaged);
    [data, size] = [stored.data, {height: stored.info.height, width: stored.info.width}];
  }
  return {
    data,
    size,
    original: {
      size: {height: metadata.height, width: metadata.width},
      format: metadata.format,
      colorSpace: metadata.space,
      orientation: metadata.orientation ?? 1,
      frames: metadata.pages ?? 1,
    },
  };
}

/** Whether a header is that of what this function makes. */
function isResult({format, space, channels, depth, height, width, orientation, exif, icc, iptc, xmp}: Metadata, maxSide: number): boolean {
  const isPlain = format === 'jpeg' && space === 'srgb' && channels === 3 && depth === 'uchar' && (orientation ?? 1) === 1;
  return isPlain && Math.max(height, width) <= maxSide && [exif, icc, iptc, xmp].every((extra) => extra === undefined);
}
