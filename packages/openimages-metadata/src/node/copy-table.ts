import {createHash} from 'node:crypto';
import {rm, stat} from 'node:fs/promises';
import {setTimeout as sleep} from 'node:timers/promises';
import {AtomicFile, resolveInside} from '@oid/core/node';
import {FetchTableError} from '../errors/fetch-table-error.ts';
import type {Manifest, ManifestEntry} from './manifest.ts';
import {tableNames} from './table-names.ts';
import type {TableRole} from './table-names.ts';
import type {Opened, TableSource} from './table-source.ts';
import {TransientError} from './transient-error.ts';

export type CopyOptions = {retries: number; backoffMs: number; signal: AbortSignal | undefined; onBytes: (bytes: number) => void};

/** Longest wait that a server may ask for between two attempts. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Brings one table into the folder under the name it has at the source, unless a whole and unchanged copy is there. Updates `manifest`.
 *
 * @returns whether the source has the table.
 * @throws {@link FetchTableError} when it is there but cannot be had after all retries.
 */
export async function copyTable(
  source: TableSource,
  directory: string,
  role: TableRole,
  manifest: Manifest,
  options: CopyOptions,
): Promise<boolean> {
  const before = manifest.get(role);
  for (const name of tableNames(role)) {
    const known = await wholeCopy(directory, before, name, source.locate(name));
    const entry = await withRetries(source.locate(name), options, () => copyOnce(source, directory, name, known, options));
    if (entry === undefined) continue;
    if (before !== undefined && before.path !== name) await rm(resolveInside(directory, before.path), {force: true});
    manifest.set(role, entry);
    return true;
  }
  if (before !== undefined) await rm(resolveInside(directory, before.path), {force: true});
  manifest.delete(role);
  return false;
}

/** The manifest's entry, when the file it speaks of is this one and has the size it should. */
async function wholeCopy(
  directory: string,
  entry: ManifestEntry | undefined,
  name: string,
  place: string,
): Promise<ManifestEntry | undefined> {
  if (entry === undefined || entry.path !== name || entry.source !== place) return undefined;
  const found = await stat(resolveInside(directory, name)).catch(() => undefined);
  return found?.size === entry.bytes ? entry : undefined;
}

async function copyOnce(
  source: TableSource,
  directory: string,
  name: string,
  known: ManifestEntry | undefined,
  {signal, onBytes}: CopyOptions,
): Promise<ManifestEntry | undefined> {
  const opened = await source.open(name, known, signal);
  if (opened.kind === 'absent') return undefined;
  if (opened.kind === 'same') return known;
  try {
    return await writeTable(opened, source.locate(name), directory, name, known, onBytes, signal);
  } finally {
    opened.close();
  }
}

async function writeTable(
  opened: Extract<Opened, {kind: 'content'}>,
  place: string,
  directory: string,
  name: string,
  known: ManifestEntry | undefined,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<ManifestEntry> {
  const {chunks, expectedBytes, etag, modified} = opened;
  const file = await AtomicFile.create(resolveInside(directory, name));
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      hash.update(chunk);
      await file.write(chunk);
      bytes += chunk.length;
      onBytes(chunk.length);
    }
    if (expectedBytes !== undefined && bytes !== expectedBytes)
      throw new TransientError(`${bytes} bytes arrived instead of ${expectedBytes}`);
  } catch (error) {
    await file.abort();
    throw error;
  }
  const entry: ManifestEntry = {path: name, source: place, bytes, sha256: hash.digest('hex'), etag, modified};
  // The same bytes again: the file in place, and its modification time, stay.
  if (known?.sha256 === entry.sha256) await file.abort();
  else await file.commit();
  return entry;
}

async function withRetries<T>(place: string, {retries, backoffMs, signal}: CopyOptions, attempt: () => Promise<T>): Promise<T> {
  for (let failures = 0; ; failures += 1) {
    signal?.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
      const {reason, status, retryAfter} = error.detail;
      if (failures >= retries) throw new FetchTableError(place, `${reason}, after ${failures + 1} attempts`, status, {cause: error});
      const asked = Number(retryAfter ?? '') * 1000;
      const waitMs = Math.max(backoffMs * 2 ** failures, Number.isFinite(asked) ? Math.min(asked, LONGEST_WAIT_MS) : 0);
      await sleep(waitMs, undefined, signal === undefined ? {} : {signal}).catch(() => signal?.throwIfAborted());
    }
  }
}
