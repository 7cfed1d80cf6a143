import {resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {OptionError, checkRange} from '@oid/core';
import type {OnProgress} from '@oid/core';
import {removeTemporaryFiles} from '@oid/core/node';
import {MissingTableError} from '../errors/missing-table-error.ts';
import {copyTable} from './copy-table.ts';
import {folderSource} from './folder-source.ts';
import {readManifest, writeManifest} from './manifest.ts';
import {openMetadata} from './open-metadata.ts';
import type {MetadataFolder} from './open-metadata.ts';
import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {describeRole, tableNames} from './table-names.ts';
import type {TableRole} from './table-names.ts';
import type {TableSource} from './table-source.ts';
import {webSource} from './web-source.ts';
import type {Fetch} from './web-source.ts';

export type FetchMetadataOptions = {
  /** At least one; those that the location lacks altogether are left out of the result. */
  splits: readonly Split[];
  /** Further attempts after a failed one, from 0. @default 3 */
  retries?: number | undefined;
  /** First wait between attempts, doubling; a server's `Retry-After` (in seconds) lengthens it, up to a minute. @default 500 */
  backoffMs?: number | undefined;
  /** An attempt ends when nothing arrives for so long. @default 60000 */
  timeoutMs?: number | undefined;
  /** `stage` is `metadata`, `unit` is `tables`, `bytes` counts what was transferred. */
  onProgress?: OnProgress | undefined;
  signal?: AbortSignal | undefined;
  /** @default undici's */
  fetch?: Fetch | undefined;
};

/** What {@link fetchMetadata} does unless told otherwise. */
export const FETCH_METADATA_DEFAULTS: Readonly<{retries: number; backoffMs: number; timeoutMs: number}> = {
  retries: 3,
  backoffMs: 500,
  timeoutMs: 60_000,
};

/**
 * Copies the tables of a release into a folder and opens it. Each file appears only when it is whole. A table that is there whole and whose
 * source has not changed since is not copied again: `metadata.json` in the folder remembers size, digest and the source's validators. The
 * hierarchy, the list of trainable classes and any split may be absent at the source.
 *
 * @param location - folder, `file:` URL, or http(s) base URL that holds the published names, such as
 * `https://storage.googleapis.com/openimages/2018_04`.
 * @param directory - made if missing. The same folder as `location`: nothing is copied.
 * @throws {@link MissingTableError} naming what was tried: no class list, none of the splits, or a split with one of its two tables;
 * FetchTableError; OptionError; what `openMetadata` throws. An abort rejects with the signal's reason.
 */
export async function fetchMetadata(location: string, directory: string, options: FetchMetadataOptions): Promise<MetadataFolder> {
  const {splits, signal, onProgress} = options;
  checkSplits(splits);
  const retries = checkRange('retries', options.retries ?? FETCH_METADATA_DEFAULTS.retries, {min: 0, integer: true});
  const backoffMs = checkRange('backoffMs', options.backoffMs ?? FETCH_METADATA_DEFAULTS.backoffMs, {min: 0, max: 60_000});
  const timeoutMs = checkRange('timeoutMs', options.timeoutMs ?? FETCH_METADATA_DEFAULTS.timeoutMs, {min: 1, max: 2 ** 31 - 1});
  signal?.throwIfAborted();
  const source = openSource(location, {fetch: options.fetch, timeoutMs});
  const root = resolve(directory);
  if (source.location === root) return pickSplits(await openMetadata(root), source, splits);
  await removeTemporaryFiles(root);
  const manifest = await readManifest(root);
  const total = 3 + splits.length * 2;
  let done = 0;
  let bytes = 0;
  const report = (): void => onProgress?.({stage: 'metadata', done, total, unit: 'tables', bytes});
  const onBytes = (count: number): void => {
    bytes += count;
    report();
  };
  const copy = async (role: TableRole): Promise<boolean> => {
    const present = await copyTable(source, root, role, manifest, {retries, backoffMs, signal, onBytes});
    await writeManifest(root, manifest);
    done += 1;
    report();
    return present;
  };
  report();
  if (!(await copy('classes'))) throw missing(source, 'classes');
  await copy('hierarchy');
  await copy('trainable');
  for (const split of splits) {
    // The smaller table first, so that a missing one is noticed early.
    const images = await copy(`${split}/images`);
    const boxes = await copy(`${split}/boxes`);
    if (images !== boxes) throw missing(source, images ? `${split}/boxes` : `${split}/images`);
  }
  return pickSplits(await openMetadata(root), source, splits);
}

function checkSplits(splits: readonly Split[]): void {
  const known: ReadonlySet<string> = new Set(SPLITS);
  if (splits.length === 0 || splits.some((split) => !known.has(split))) {
    throw new OptionError('splits', splits.join(', '), `a list of ${SPLITS.join(', ')}, at least one`);
  }
}

function openSource(location: string, options: {fetch: Fetch | undefined; timeoutMs: number}): TableSource {
  if (/^https?:\/\//i.test(location)) return webSource(location, options);
  if (/^file:\/\//i.test(location)) return folderSource(fileURLToPath(location));
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(location)) throw new OptionError('location', location, 'a folder, a file: URL or an http(s) URL');
  return folderSource(location);
}

/** The folder may hold more splits than were asked for, from an earlier run. */
function pickSplits(folder: MetadataFolder, source: TableSource, wanted: readonly Split[]): MetadataFolder {
  const splits = folder.splits.filter((split) => wanted.includes(split));
  if (splits.length === 0) throw missing(source, `${wanted[0] as Split}/boxes`);
  return {...folder, splits};
}

function missing(source: TableSource, role: TableRole): MissingTableError {
  return new MissingTableError(source.location, describeRole(role), tableNames(role));
}
