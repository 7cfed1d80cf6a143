import {hasCode} from '@oid/core';
import type {ResolvedOptions} from './download-options.ts';
import type {JournalEntry} from './journal-entry.ts';
import type {Original} from './obtain-original.ts';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';

/**
 * Transforms an original and hands it to the store.
 *
 * @throws {@link PhotoFailure} `corrupt` or `changed`; whatever else `transform` or the store throws.
 */
export async function storePhoto(
  {imageId}: PhotoRequest,
  {bytes: original, md5}: Original,
  {store, transform, maxSide}: Pick<ResolvedOptions, 'store' | 'transform' | 'maxSide'>,
): Promise<JournalEntry> {
  const bytes = transform === undefined ? original : await transformed(original, transform);
  judgeFormat(bytes);
  await store.put(imageId, bytes);
  return {
    imageId,
    ok: true,
    bytes: bytes.length,
    originalBytes: original.length,
    originalMd5: md5,
    ...(maxSide === undefined ? {} : {maxSide}),
  };
}

async function transformed(bytes: Uint8Array, transform: (bytes: Uint8Array) => Promise<Uint8Array>): Promise<Uint8Array> {
  try {
    return await transform(bytes);
  } catch (error) {
    if (hasCode(error, 'imaging/corrupt')) throw new PhotoFailure('corrupt', (error as Error).message, {cause: error});
    throw error;
  }
}

const OTHER_FORMATS: readonly (readonly [string, string])[] = [
  ['PNG', '89504e47'],
  ['GIF', '47494638'],
  ['WebP or other RIFF file', '52494646'],
  ['TIFF', '49492a00'],
  ['TIFF', '4d4d002a'],
];

/** The name ends in `.jpg`, so a JPEG it must be. @throws {@link PhotoFailure} */
export function judgeFormat(bytes: Uint8Array): void {
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return;
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  const other = OTHER_FORMATS.find(([, magic]) => start === magic)?.[0];
  if (other !== undefined) throw new PhotoFailure('changed', `the photo is a ${other}, not a JPEG`);
  throw new PhotoFailure('corrupt', bytes.length === 0 ? 'the photo is empty' : 'the bytes do not begin as a JPEG');
}
