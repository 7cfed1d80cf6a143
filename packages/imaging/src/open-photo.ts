import sharp from 'sharp';
import type {Metadata, Sharp} from 'sharp';
import {CorruptImageError} from './errors/corrupt-image-error.ts';
import {applyImageRules, resolveImageRules} from './image-rules.ts';
import type {ImageRules} from './image-rules.ts';
import {isCut} from './is-cut.ts';

/** A photo whose header has been read; `pipeline` yields 8-bit sRGB, three channels, in the stored orientation. */
export type OpenPhoto = {pipeline: Sharp; metadata: Metadata};

/**
 * Reads a photo's header and prepares its decoding: every decoder warning is an error (`failOn: 'warning'`, the only setting that notices
 * bytes overwritten in the middle), the EXIF orientation is not applied, grey, CMYK and 16-bit pixels become 8-bit sRGB, transparent parts
 * lie on white, and of an animation the first frame counts.
 *
 * @throws {@link CorruptImageError} if the header cannot be read. Damage further in shows only when `pipeline` runs: pass that failure
 *   through {@link asCorruptImage}.
 * @throws {@link RefusedImageError} if a rule forbids the picture.
 * @throws {@link OptionError} if a rule is out of range.
 */
export async function openPhoto(bytes: Uint8Array, rules: ImageRules = {}): Promise<OpenPhoto> {
  const resolved = resolveImageRules(rules);
  if (bytes.byteLength === 0) throw new CorruptImageError({kind: 'empty', byteLength: 0, reason: ''});
  // The rules know the pixel limit and can name the size that breaks it; the decoder's own limit could not.
  const source = sharp(bytes, {failOn: 'warning', autoOrient: false, limitInputPixels: false});
  const metadata = await source.metadata().catch((error: unknown) => {
    throw asCorruptImage(error, bytes);
  });
  applyImageRules(metadata, resolved);
  return {pipeline: source.flatten({background: '#ffffff'}).toColourspace('srgb'), metadata};
}

/** The decoder's failure as our error, with its own first line as the reason. */
export function asCorruptImage(error: unknown, bytes: Uint8Array): CorruptImageError {
  const reason = (error instanceof Error ? error.message : String(error)).trim();
  const kind = isCut(bytes) ? 'truncated' : /unsupported image format/i.test(reason) ? 'unreadable' : 'damaged';
  return new CorruptImageError({kind, byteLength: bytes.byteLength, reason: reason.split('\n', 1)[0] ?? ''}, {cause: error});
}
