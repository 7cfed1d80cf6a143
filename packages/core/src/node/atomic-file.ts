import {open, mkdir, rename, rm} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {dirname} from 'node:path';
import {syncFolder} from './sync-folder.ts';

let serial = 0;

/**
 * A file that gets its name only when it is whole: bytes go to a temporary file beside it, {@link AtomicFile.commit} flushes them to disk
 * and renames. Killed at any instant, the name holds the old file or the new one. Temporary names are `<path>.<pid>-<n>.tmp` unless given.
 */
export class AtomicFile {
  private constructor(
    private readonly path: string,
    private readonly temporaryPath: string,
    private readonly handle: FileHandle,
  ) {}

  /**
   * Makes the folders that are missing.
   *
   * @param temporaryPath - where it is written first, in the same file system.
   */
  static async create(path: string, temporaryPath = `${path}.${process.pid}-${(serial += 1)}.tmp`): Promise<AtomicFile> {
    for (const folder of new Set([dirname(path), dirname(temporaryPath)])) await mkdir(folder, {recursive: true});
    return new AtomicFile(path, temporaryPath, await open(temporaryPath, 'w'));
  }

  async write(data: Uint8Array | string): Promise<void> {
    await this.handle.appendFile(data);
  }

  /** The file is whole: flush it and give it its name. */
  async commit(): Promise<void> {
    try {
      await this.handle.sync();
    } finally {
      await this.handle.close();
    }
    await rename(this.temporaryPath, this.path);
    await syncFolder(dirname(this.path));
  }

  /** Leaves the old file, if any, as it was. */
  async abort(): Promise<void> {
    await this.handle.close();
    await rm(this.temporaryPath, {force: true});
  }
}

/** Writes a whole file through {@link AtomicFile}. */
export async function writeFileAtomic(path: string, data: Uint8Array | string, temporaryPath?: string): Promise<void> {
  const file = await AtomicFile.create(path, temporaryPath);
  try {
    await file.write(data);
  } catch (error) {
    await file.abort();
    throw error;
  }
  await file.commit();
}
