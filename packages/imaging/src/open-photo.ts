import sharp from 'sharp';
import type {Metadata, Sharp} from 'sharp';
import {CorruptImageError} from './errors/corrupt-image-error.ts';

const PHOTO_FORMATS: ReadonlySet<string> = new Set(['jpeg', 'png', 'webp', 'gif', 'tiff', 'heif', 'jxl', 'jp2']);

/** A photo whose header has been read; `pipeline` yields 8-bit sRGB, three channels, in the stored orientation. */
export type OpenPhoto = {pipeline: Sharp; metadata: Metadata};

/**
 * Reads a photo's header and prepares its decoding: every decoder warning is an error (`failOn: 'warning'`, the only setting that notices
 * bytes overwritten in the middle), the decoder's pixel limit stays on, the EXIF orientation is not applied, grey, CMYK and 16-bit pixels
 * become 8-bit sRGB, and transparent parts lie on white.
 *
 * @throws {@link CorruptImageError} if the header is not that of a photo. Damage further in shows only when `pipeline` runs: pass that
 *   failure through {@link asCorruptImage}.
 */
export async function openPhoto(bytes: Uint8Array): Promise<OpenPhoto> {
  if (bytes.byteLength === 0) throw new CorruptImageError({kind: 'empty', byteLength: 0, reason: ''});
  const source = sharp(bytes, {failOn: 'warning', autoOrient: false});
  const metadata = await source.metadata().catch((error: unknown) => {
    throw asCorruptImage(error, bytes, 'unreadable');
  });
  if (!PHOTO_FORMATS.has(metadata.format)) {
    throw new CorruptImageError({kind: 'not-a-photo', byteLength: bytes.byteLength, reason: metadata.format});
  }
  return {pipeline: source.flatten({background: '#ffffff'}).toColourspace('srgb'), metadata};
}

/** The decoder's failure as our error, with its own first line as the reason. */
export function asCorruptImage(error: unknown, bytes: Uint8Array, kind: 'unreadable' | 'damaged' = 'damaged'): CorruptImageError {
  const reason = (error instanceof Error ? error.message : String(error)).split('\n', 1)[0]?.trim() ?? '';
  const tooLarge = /pixel limit/i.test(reason);
  return new CorruptImageError({kind: tooLarge ? 'too-large' : kind, byteLength: bytes.byteLength, reason}, {cause: error});
}
