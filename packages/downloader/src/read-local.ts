import {open} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {judgeLength} from './photo-checks.ts';
import type {Expected} from './photo-checks.ts';
import {PhotoFailure} from './photo-failure.ts';

/**
 * The bytes of a photo on this machine.
 *
 * @throws {@link PhotoFailure}: `absent`; `changed` when the size differs from the tables'; `refused` for what is no readable file or too large.
 */
export async function readLocal(url: URL, expected: Expected, maxBytes: number): Promise<Uint8Array> {
  try {
    const file = await open(fileURLToPath(url), 'r');
    try {
      const found = await file.stat();
      if (!found.isFile()) throw new PhotoFailure('refused', 'the path leads to no file');
      judgeLength(found.size, expected, maxBytes);
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
