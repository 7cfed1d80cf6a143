import {createHash} from 'node:crypto';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';

/**
 * MD5s, base64, of pictures that a host shows in place of a photo. The one that is known is Flickr's "temporarily unavailable".
 *
 * @see jdownloader's Flickr plug-in, which compares the same.
 */
export const PLACEHOLDER_MD5S: readonly string[] = [Buffer.from('e60b98765d26e34bfbb797c1a5f378f2', 'hex').toString('base64')];

/** No placeholder is larger. */
const LARGEST_PLACEHOLDER = 1 << 16;

/** What a source's bytes must be. `size` and `md5` are absent where the source has no originals. */
export type Expected = Pick<PhotoRequest, 'size' | 'md5'> & {placeholders: ReadonlySet<string>};

/**
 * Judges a length that was announced, before anything is transferred.
 *
 * @throws {@link PhotoFailure}: `changed` for another size than the tables', unless it is small enough to be a placeholder, which only the bytes can
 * tell; `refused` above `maxBytes`.
 */
export function judgeLength(announced: number | undefined, {size}: Expected, maxBytes: number): number {
  if (announced !== undefined && size !== undefined && announced !== size && announced > LARGEST_PLACEHOLDER)
    throw wrongSize(announced, size);
  if (announced !== undefined && announced > maxBytes) throw tooLarge(maxBytes);
  return Math.min(size === undefined ? Infinity : Math.max(size, LARGEST_PLACEHOLDER), maxBytes);
}

/** More bytes came than any answer may have. */
export function tooLong({size}: Expected, maxBytes: number): PhotoFailure {
  return size === undefined || maxBytes < size ? tooLarge(maxBytes) : wrongSize(`more than ${size}`, size);
}

/**
 * Compares size and MD5 with the tables'. MD5 serves as a checksum against accidents, as the tables carry no other.
 *
 * @returns the MD5, base64.
 * @throws {@link PhotoFailure} `removed` for a placeholder, `changed` for any other difference.
 */
export function judgeChecksums(bytes: Uint8Array, {size, md5, placeholders}: Expected): string {
  const found = createHash('md5').update(bytes).digest('base64');
  if (placeholders.has(found)) throw new PhotoFailure('removed', 'the host shows a placeholder that is known by its MD5');
  if (size !== undefined && bytes.length !== size) {
    const format = formatOf(bytes);
    if (bytes.length <= LARGEST_PLACEHOLDER && (format === 'PNG' || format === 'GIF')) {
      throw new PhotoFailure('removed', `the host shows a ${format} of ${bytes.length} bytes in place of the photo`);
    }
    throw wrongSize(bytes.length, size);
  }
  if (md5 !== undefined && md5 !== found) throw new PhotoFailure('changed', `the photo has MD5 ${found}, but the tables say ${md5}`);
  return found;
}

const FORMATS: readonly (readonly [string, string])[] = [
  ['JPEG', 'ffd8ff'],
  ['PNG', '89504e47'],
  ['GIF', '47494638'],
  ['WebP or other RIFF file', '52494646'],
  ['TIFF', '49492a00'],
  ['TIFF', '4d4d002a'],
];

/** The format by its first bytes; `undefined` for another. */
function formatOf(bytes: Uint8Array): string | undefined {
  const start = Buffer.from(bytes.subarray(0, 4)).toString('hex');
  return FORMATS.find(([, magic]) => start.startsWith(magic))?.[0];
}

/** What is stored is named `.jpg`, so a JPEG it must be. @throws {@link PhotoFailure} `changed`, `corrupt` */
export function judgeFormat(bytes: Uint8Array): void {
  const format = formatOf(bytes);
  if (format === 'JPEG') return;
  if (format !== undefined) throw new PhotoFailure('changed', `the photo is a ${format}, not a JPEG`);
  throw new PhotoFailure('corrupt', bytes.length === 0 ? 'the photo is empty' : 'the bytes do not begin as a JPEG');
}

function wrongSize(found: number | string, size: number): PhotoFailure {
  return new PhotoFailure('changed', `the photo has ${found} bytes, but the tables say ${size}`);
}

function tooLarge(maxBytes: number): PhotoFailure {
  return new PhotoFailure('refused', `the photo has more than maxBytes = ${maxBytes} bytes`);
}
