import {randomBytes} from 'node:crypto';
import {mkdtemp, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {shardOf} from '@oid/core';
import type {ImageId} from '@oid/core';
import {JournalCorruptError} from '../errors/journal-corrupt-error.ts';
import {parseJournalLine} from '../journal-entry.ts';
import {shardName} from './download-job.ts';
import type {DownloadJob} from './download-job.ts';
import type {SharedStorage} from './shared-storage.ts';

/** The journal that one attempt at a shard writes, and which begins with all that earlier attempts wrote. */
export type ShardJournal = {
  /** For `downloadPhotos`. */
  path: string;
  /** All that was written is in the shared storage; earlier attempts' journals, which it contains, are gone. */
  finish(): Promise<void>;
  /** What was written is in the shared storage as far as that can still be had. */
  close(): Promise<void>;
};

/**
 * Every attempt has a journal of its own, as a worker that was given up for dead may still be writing. Where the storage has files it is written in
 * place, and a kill loses nothing; elsewhere a local file is copied there every `syncMs` or so.
 *
 * @throws {@link JournalCorruptError}; what the storage throws.
 */
export async function openShardJournal(
  storage: SharedStorage,
  {download, shard}: Pick<DownloadJob, 'download' | 'shard'>,
  {syncMs}: {syncMs: number},
): Promise<ShardJournal> {
  const folder = `journal/${download}/${shardName(shard)}/`;
  // A list may once have been cut into another number of shards; what those journals say comes first, as it is older.
  const rank = (key: string): number =>
    key.startsWith(folder) ? 1 : key.split('/').at(-2)?.endsWith(`-of-${shard.count}`) === true ? -1 : 0;
  const {keys, lines} = await lastLines(storage, download, rank, (imageId) => shardOf(imageId, shard.count) === shard.index);
  const earlier = keys.filter((key) => key.startsWith(folder));
  const number = earlier.length === 0 ? 0 : Number.parseInt(earlier.at(-1)!.slice(folder.length), 10) + 1;
  const key = `${folder}${String(number).padStart(6, '0')}-${randomBytes(4).toString('hex')}.ndjson`;
  const start = Buffer.from([...lines.values()].map((line) => `${line}\n`).join(''));
  await storage.write(key, start);
  const removeEarlier = async (): Promise<void> => {
    for (const old of earlier) await storage.remove(old);
  };
  if (storage.pathOf !== undefined) return {path: storage.pathOf(key), finish: removeEarlier, close: async () => undefined};
  const scratch = await mkdtemp(join(tmpdir(), 'oid-journal-'));
  const path = join(scratch, 'journal.ndjson');
  await writeFile(path, start);
  const copy = copyRegularly(path, start.length, (bytes) => storage.write(key, bytes), syncMs);
  return {
    path,
    async finish() {
      await copy.now();
      await removeEarlier();
    },
    async close() {
      copy.stop();
      await copy.now().catch(() => undefined);
      await rm(scratch, {recursive: true, force: true});
    },
  };
}

/**
 * The last line about each photo, of a download's journals taken one after the other.
 *
 * @param rank - journals of a lower rank come first, those below 0 are left out.
 * @throws {@link JournalCorruptError} for a line that is no entry, unless it ends its journal without a newline, as a kill leaves it.
 */
export async function lastLines(
  storage: SharedStorage,
  download: string,
  rank: (key: string) => number = () => 0,
  wanted: (imageId: ImageId) => boolean = () => true,
): Promise<{keys: string[]; lines: Map<ImageId, string>}> {
  // Another worker may replace journals by one that holds them all while we read: then what we have is not all.
  for (;;) {
    const all = await storage.list(`journal/${download}/`);
    const keys = all.filter((key) => rank(key) >= 0).sort((a, b) => rank(a) - rank(b));
    const lines = new Map<ImageId, string>();
    let whole = true;
    for (const key of keys) {
      const bytes = await storage.read(key);
      whole &&= bytes !== undefined;
      for (const [imageId, line] of linesOf(Buffer.from(bytes ?? []).toString(), key)) if (wanted(imageId)) lines.set(imageId, line);
    }
    if (whole) return {keys, lines};
  }
}

function* linesOf(text: string, key: string): Generator<[ImageId, string]> {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const entry = parseJournalLine(line);
    if (typeof entry !== 'string') yield [entry.imageId, line];
    else if (index < lines.length - 1) throw new JournalCorruptError(key, index + 1, entry);
  }
}

/** Copies a growing file again and again; rarely enough that copying takes a twentieth of the time. */
function copyRegularly(
  path: string,
  length: number,
  write: (bytes: Uint8Array) => Promise<void>,
  syncMs: number,
): {now(): Promise<void>; stop(): void} {
  let copied = length;
  let stopped = false;
  let timer: NodeJS.Timeout;
  let under: Promise<void> = Promise.resolve();
  const copy = async (): Promise<void> => {
    if ((await stat(path)).size === copied) return;
    const bytes = await readFile(path);
    await write(bytes);
    copied = bytes.length;
  };
  const now = (): Promise<void> => {
    const copying = under.then(copy);
    under = copying.catch(() => undefined);
    return copying;
  };
  const later = (ms: number): void => {
    timer = setTimeout(async () => {
      const start = performance.now();
      // What could not be copied is copied next time; at the end it must be.
      await now().catch(() => undefined);
      if (!stopped) later(Math.max(syncMs, 20 * (performance.now() - start)));
    }, ms);
  };
  later(syncMs);
  return {
    now,
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
