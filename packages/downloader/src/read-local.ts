import {open} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {PhotoFailure} from './photo-failure.ts';
import type {PhotoRequest} from './photo-request.ts';

/**
 * The bytes of a photo on this machine.
 *
 * @throws {@link PhotoFailure}: `absent`; `changed` when the size differs from the tables'; `refused` for what is no readable file or too large.
 */
export async function readLocal({url, size}: PhotoRequest, maxBytes: number): Promise<Uint8Array> {
  try {
    const file = await open(fileURLToPath(url), 'r');
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new PhotoFailure('refused', 'the path leads to no file');
      if (size !== undefined && found.size !== size) {
        throw new PhotoFailure('changed', `the photo has ${found.size} bytes, but the tables say ${size}`);
      }
      if (found.size > maxBytes) throw new PhotoFailure('refused', `the photo has more than maxBytes = ${maxBytes} bytes`);
      return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof PhotoFailure) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new PhotoFailure('absent', 'there is no such file', {cause: error});
    throw new PhotoFailure('refused', `the file cannot be read (${code})`, {cause: error});
  }
}
