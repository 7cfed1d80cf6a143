import {checkRange, OptionError} from '@oid/core';
import type {Metadata} from 'sharp';
import {RefusedImageError} from './errors/refused-image-error.ts';
import type {RefusedImageKind} from './errors/refused-image-error.ts';

/** Which pictures are decoded at all; decided by the header alone. */
export type ImageRules = {
  /**
   * Most pixels of one frame. A small file can claim billions of them, a decompression bomb.
   * @default 178956970 (where Pillow stops too)
   */
  maxPixels?: number | undefined;
  /** Shortest side allowed, in pixels, from 1. @default 1 */
  minSide?: number | undefined;
  /** Of an animation, take the `first-frame`, or `refuse` it. @default 'first-frame' */
  animation?: 'first-frame' | 'refuse' | undefined;
};

/** Defaults of {@link ImageRules}. */
export const IMAGE_RULES_DEFAULTS: {readonly maxPixels: number; readonly minSide: number; readonly animation: 'first-frame' | 'refuse'} = {
  maxPixels: 178_956_970,
  minSide: 1,
  animation: 'first-frame',
};

const PHOTO_FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'jxl', 'jp2']);

/** @throws {@link OptionError} if a rule is out of range. */
export function resolveImageRules(rules: ImageRules): typeof IMAGE_RULES_DEFAULTS {
  const animation = rules.animation ?? IMAGE_RULES_DEFAULTS.animation;
  if (animation !== 'first-frame' && animation !== 'refuse') throw new OptionError('animation', animation, '"first-frame" or "refuse"');
  return {
    maxPixels: checkRange('maxPixels', rules.maxPixels ?? IMAGE_RULES_DEFAULTS.maxPixels, {
      min: 1,
      max: Number.MAX_SAFE_INTEGER,
      integer: true,
    }),
    minSide: checkRange('minSide', rules.minSide ?? IMAGE_RULES_DEFAULTS.minSide, {min: 1, max: 16_383, integer: true}),
    animation,
  };
}

/** @throws {@link RefusedImageError} for the first rule that the picture of this header breaks. */
export function applyImageRules({format, width, height, pages: frames = 1}: Metadata, rules: typeof IMAGE_RULES_DEFAULTS): void {
  const refuse = (kind: RefusedImageKind, option?: keyof ImageRules): never => {
    const limit = option === undefined ? undefined : {option, value: rules[option]};
    throw new RefusedImageError({kind, format, size: {height, width}, frames, limit});
  };
  if (!PHOTO_FORMATS.has(format)) refuse('not-a-photo');
  if (width * height > rules.maxPixels) refuse('too-many-pixels', 'maxPixels');
  if (Math.min(width, height) < rules.minSide) refuse('too-small', 'minSide');
  // A TIFF's or a HEIF's further pages are other pictures, such as previews.
  if (frames > 1 && (format === 'gif' || format === 'webp') && rules.animation === 'refuse') refuse('animated', 'animation');
}
