import {closeSync, fdatasync, mkdirSync, openSync, renameSync, rmSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';
import {promisify} from 'node:util';

const flush = promisify(fdatasync);
const MOST_TRIES = 3;
let serial = 0;

/**
 * Writes a photo beside its place, flushes it and gives it its name. What `writeFileAtomic` of `@oid/core` does, at half of its cost, since
 * there are millions: into the page cache without a detour through the thread pool, and without a flush of the folder. A name that is lost with
 * the power is a photo that is fetched again.
 */
export async function writePhotoFile(path: string, bytes: Uint8Array): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await tryToWrite(path, bytes);
    } catch (error) {
      // The folder is not there yet; or a machine that shares it took our temporary file for one of a process that is dead.
      const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      if (!missing || tries === MOST_TRIES) throw error;
      mkdirSync(dirname(path), {recursive: true});
    }
  }
}

async function tryToWrite(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}-${(serial += 1)}.tmp`;
  const file = openSync(temporary, 'w');
  try {
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      await flush(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, {force: true});
    throw error;
  }
}
