import {readFile, readdir, rm, stat} from 'node:fs/promises';
import {join, relative, sep} from 'node:path';
import {randomUUID} from 'node:crypto';
import {OptionError} from '@oid/core';
import {resolveInside, writeFileAtomic} from '@oid/core/node';
import {folderStore, photoPath} from '../photo-store.ts';
import type {SharedStorage} from './shared-storage.ts';

const TEMPORARY = '.tmp';
/** A file is written within moments; what is older belongs to nobody. */
const LONGEST_WRITE_MS = 3_600_000;

/**
 * A folder that all workers see, on one machine or through a network file system, as their shared storage.
 *
 * Files are written to `<root>/.tmp` and renamed, so that no other folder ever holds a half one; what killed writers leave there is removed once it is
 * an hour old, as process ids say nothing about other machines.
 *
 * @param root - made if missing. Nothing outside it is read or written.
 * @throws OptionError. Its methods reject with OutsideFolderError for a key that leaves `root`.
 */
export function sharedFolder(root: string): SharedStorage {
  if (typeof root !== 'string' || root === '') throw new OptionError('root', root, 'a path');
  const pathOf = (key: string): string => resolveInside(root, key);
  const write = (path: string, bytes: Uint8Array): Promise<void> =>
    writeFileAtomic(path, bytes, join(root, TEMPORARY, `${randomUUID()}.tmp`));
  return {
    url: root,
    photos: (folder) => ({
      ...folderStore(pathOf(folder)),
      put: async (imageId, bytes) => write(photoPath(pathOf(folder), imageId), bytes),
      clearTemporary: async () => undefined,
    }),
    async read(key) {
      try {
        return await readFile(pathOf(key));
      } catch (error) {
        if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
        throw error;
      }
    },
    write: async (key, bytes) => write(pathOf(key), bytes),
    async list(start) {
      const folder = pathOf(start.slice(0, start.lastIndexOf('/') + 1));
      const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
      const keys = entries
        .filter((entry) => entry.isFile())
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'));
      return keys.filter((key) => key.startsWith(start)).sort();
    },
    remove: async (key) => rm(pathOf(key), {force: true}),
    pathOf,
    async clearTemporary() {
      const folder = join(root, TEMPORARY);
      for (const name of await readdir(folder).catch(() => [])) {
        const found = await stat(join(folder, name)).catch(() => undefined);
        if (found !== undefined && Date.now() - found.mtimeMs > LONGEST_WRITE_MS) await rm(join(folder, name), {force: true});
      }
    },
  };
}
