import {writeFileAtomic} from '@oid/core/node';
import type {SharedStorage} from './shared-storage.ts';
import {lastLines} from './shard-journal.ts';

/**
 * Writes what became of a download's photos, all shards together, as one journal, ordered by image id.
 *
 * @param path - on this machine; replaced as a whole.
 * @returns how many photos it speaks of.
 * @throws JournalCorruptError; what the storage or the disk throws.
 */
export async function mergeJournal(storage: SharedStorage, download: string, path: string): Promise<number> {
  const {lines} = await lastLines(storage, download);
  const sorted = [...lines].sort(([a], [b]) => (a < b ? -1 : 1));
  await writeFileAtomic(path, sorted.map(([, line]) => `${line}\n`).join(''));
  return lines.size;
}
