import {hasCode} from '@oid/core';
import {writeFileAtomic} from '@oid/core/node';
import type {ResolvedOptions} from './download-options.ts';
import type {JournalEntry} from './journal-entry.ts';
import type {Original} from './obtain-original.ts';
import {PhotoFailure} from './photo-failure.ts';
import {photoPath} from './photo-path.ts';
import type {PhotoRequest} from './photo-request.ts';

/**
 * Transforms an original and writes it under its final name in one step.
 *
 * @throws {@link PhotoFailure} `corrupt` or `changed`; whatever else `transform` or the disk throws.
 */
export async function storePhoto(
  {imageId}: PhotoRequest,
  {bytes: original, md5}: Original,
  {directory, transform, maxSide}: Pick<ResolvedOptions, 'directory' | 'transform' | 'maxSide'>,
): Promise<JournalEntry> {
  const bytes = transform === undefined ? original : await transformed(original, transform);
  judgeFormat(bytes);
  await writeFileAtomic(photoPath(directory, imageId), bytes);
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
