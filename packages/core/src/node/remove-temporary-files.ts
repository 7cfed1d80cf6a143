import {readdir, rm} from 'node:fs/promises';
import {join} from 'node:path';
import {isProcessRunning} from './is-process-running.ts';

const TEMPORARY = /\.(\d+)-\d+\.tmp$/;

/**
 * Deletes what killed writers of {@link AtomicFile} left below `folder`. Files of processes that still run are kept. A missing folder is
 * fine.
 *
 * @returns how many were deleted.
 */
export async function removeTemporaryFiles(folder: string): Promise<number> {
  const entries = await readdir(folder, {recursive: true, withFileTypes: true}).catch(() => []);
  let removed = 0;
  for (const entry of entries) {
    const pid = TEMPORARY.exec(entry.name)?.[1];
    if (pid === undefined || !entry.isFile() || isProcessRunning(Number(pid))) continue;
    await rm(join(entry.parentPath, entry.name), {force: true});
    removed += 1;
  }
  return removed;
}
