import {existsSync} from 'node:fs';
import {resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {OptionError, checkOneOf, checkRange} from '@oid/core';
import type {OnProgress} from '@oid/core';
import {isReleaseId} from '../catalogue/release-tables.ts';
import {RELEASES} from '../catalogue/releases.ts';
import {TABLE_KINDS} from '../catalogue/table-kinds.ts';
import type {TableKind} from '../catalogue/table-kinds.ts';
import {MissingTableError} from '../errors/missing-table-error.ts';
import {SPLITS} from '../splits.ts';
import type {Split} from '../splits.ts';
import {Copier} from './copier.ts';
import {fetchLocation} from './fetch-location.ts';
import {fetchRelease} from './fetch-release.ts';
import {folderSource} from './folder-source.ts';
import {openMetadata} from './open-metadata.ts';
import type {MetadataFolder} from './open-metadata.ts';
import {describeRole, tableNames} from './table-names.ts';
import type {TableSource} from './table-source.ts';
import {webSource} from './web-source.ts';
import type {Fetch} from './web-source.ts';

export type FetchMetadataOptions = {
  /** At least one; those that the location lacks altogether are left out of the result. */
  splits: readonly Split[];
  /**
   * What to fetch beside the class list, which always comes. @default images and boxes, and, where the release has them, the hierarchy and the
   * list of trainable classes
   */
  tables?: readonly TableKind[] | undefined;
  /**
   * For a release of the catalogue: folder or base URL that holds the files under the paths of their published URLs, such as
   * `openimages/2018_04/train/train-annotations-bbox.csv`. @default the publisher
   */
  mirror?: string | undefined;
  /** For a release of the catalogue: hold its files against the sizes and checksums that are known. @default true */
  verify?: boolean | undefined;
  /** Further attempts after a failed one, from 0; one that goes on with a transfer and brings a megabyte starts the count anew. @default 3 */
  retries?: number | undefined;
  /** First wait between attempts, doubling; a server's `Retry-After` lengthens it, up to a minute. @default 500 */
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
export const FETCH_METADATA_DEFAULTS: Readonly<{verify: boolean; retries: number; backoffMs: number; timeoutMs: number}> = {
  verify: true,
  retries: 3,
  backoffMs: 500,
  timeoutMs: 60_000,
};

/**
 * Copies tables of a release into a folder and opens it. Each file appears only when it is whole. A transfer that was cut off, or whose process was
 * killed, goes on where it was. A table that is there whole, and whose source has not changed since, is not copied again: `metadata.json` in the
 * folder remembers size, digest and the source's validators.
 *
 * @param release - a release of the catalogue, such as `v7`; or a folder, `file:` URL or http(s) base URL that holds the published names, such as
 * `https://storage.googleapis.com/openimages/2018_04`. In the latter, the hierarchy, the list of trainable classes and any split may be absent.
 * @param directory - made if missing; one for each release. The same folder as `release`: nothing is copied.
 * @throws {@link MissingTableError} naming what was tried; FetchTableError; ChecksumError; InvalidArchiveError; OptionError; what `openMetadata`
 * throws. An abort rejects with the signal's reason.
 */
export async function fetchMetadata(release: string, directory: string, options: FetchMetadataOptions): Promise<MetadataFolder> {
  const {splits, tables, signal} = options;
  if (splits.length === 0) throw new OptionError('splits', 'an empty list', `one or more of ${SPLITS.join(', ')}`);
  for (const split of splits) checkOneOf('splits', split, SPLITS);
  for (const kind of tables ?? []) checkOneOf('tables', kind, TABLE_KINDS);
  const verify = options.verify ?? FETCH_METADATA_DEFAULTS.verify;
  const retries = checkRange('retries', options.retries ?? FETCH_METADATA_DEFAULTS.retries, {min: 0, integer: true});
  const backoffMs = checkRange('backoffMs', options.backoffMs ?? FETCH_METADATA_DEFAULTS.backoffMs, {min: 0, max: 60_000});
  const timeoutMs = checkRange('timeoutMs', options.timeoutMs ?? FETCH_METADATA_DEFAULTS.timeoutMs, {min: 1, max: 2 ** 31 - 1});
  signal?.throwIfAborted();
  const root = resolve(directory);
  const open = (location: string): TableSource => openSource(location, {fetch: options.fetch, timeoutMs});
  const newCopier = (): Promise<Copier> => Copier.open(root, {retries, backoffMs, signal}, options.onProgress);
  if (isReleaseId(release)) {
    const mirror = options.mirror === undefined ? undefined : open(options.mirror);
    await fetchRelease(release, await newCopier(), {splits, tables, verify, sourceOf: (origin) => mirror ?? open(origin)});
    return withSplits(await openMetadata(root), splits);
  }
  // A slip of the pen rather than a folder.
  if (/^(?:v\d+|challenge-?\d*)$/i.test(release) && !existsSync(release)) checkOneOf('release', release, Object.keys(RELEASES));
  const source = open(release);
  if (source.location !== root) await fetchLocation(source, await newCopier(), {splits, tables});
  const folder = withSplits(await openMetadata(root), splits);
  if (tables === undefined && folder.splits.length === 0) {
    const role = `${splits[0] as Split}/boxes`;
    throw new MissingTableError(source.location, describeRole(role), tableNames(role));
  }
  return folder;
}

function openSource(location: string, options: {fetch: Fetch | undefined; timeoutMs: number}): TableSource {
  if (/^https?:\/\//i.test(location)) return webSource(location, options);
  if (/^file:\/\//i.test(location)) return folderSource(fileURLToPath(location));
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(location)) throw new OptionError('location', location, 'a folder, a file: URL or an http(s) URL');
  return folderSource(location);
}

/** The folder may hold more splits than were asked for, from an earlier run. */
function withSplits(folder: MetadataFolder, wanted: readonly Split[]): MetadataFolder {
  return {...folder, splits: folder.splits.filter((split) => wanted.includes(split))};
}
