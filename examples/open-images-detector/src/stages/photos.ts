import {existsSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import type {OnProgress} from '@oid/core';
import {PHOTO_SOURCES, downloadPhotos, folderSource} from '@oid/downloader';
import type {DownloadSummary, PhotoRequest, PhotoSource, PhotoSourceName} from '@oid/downloader';
import {isReleaseId} from '@oid/openimages-metadata';
import type {Split} from '@oid/openimages-metadata/node';
import {readPhotos} from './selection.ts';

const PARALLEL = 16;

/** Where photos come from. */
export type PhotoOptions = {
  release: string;
  /** In place of the originals' addresses; see {@link localOriginals}. */
  originals: string | undefined;
  sources: readonly PhotoSourceName[];
};

/** Where a release folder keeps its photos itself, else `undefined`: then they come from their addresses. */
export function localOriginals(release: string): string | undefined {
  const folder = resolve(release, 'originals');
  return isReleaseId(release) || /^https?:/.test(release) || !existsSync(folder) ? undefined : folder;
}

/**
 * Fetches a split's photos to `<out>/images/<split>/<2 hex>/<id>.jpg`: size and MD5 of what arrives are checked, then the picture is decoded
 * whole and shrunk to fit `maxSide`, in one pass, so that the original never touches the disk. `<out>/journal/<split>.ndjson` says of each
 * photo what became of it.
 */
export function fetchPhotos(
  out: string,
  split: Split,
  {release, originals, sources, ...options}: PhotoOptions & {maxSide: number; signal: AbortSignal; onProgress: OnProgress},
): Promise<DownloadSummary> {
  return downloadPhotos(requests(out, split), {
    ...options,
    directory: photoFolder(out, split),
    journal: journalPath(out, split),
    parallel: PARALLEL,
    sources: sources.map((name) => (name === 'original' && originals !== undefined ? originalsIn(originals) : PHOTO_SOURCES[name])),
    allowPrivateAddresses: isLoopback(release),
  });
}

/** Originals that a release folder has under the last part of their address. */
function originalsIn(folder: string): PhotoSource {
  return folderSource(folder, {
    name: 'original',
    path: ({url = ''}) => (URL.canParse(url) ? join(folder, basename(new URL(url).pathname)) : undefined),
  });
}

/** A release that this machine serves itself has its photos there too; the tables of any other must not send us into our own network. */
function isLoopback(release: string): boolean {
  return URL.canParse(release) && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(release).hostname);
}

export function photoFolder(out: string, split: Split): string {
  return join(out, 'images', split);
}

export function journalPath(out: string, split: Split): string {
  return join(out, 'journal', `${split}.ndjson`);
}

async function* requests(out: string, split: Split): AsyncGenerator<PhotoRequest> {
  for await (const {imageId, url, thumbnailUrl, size, md5} of readPhotos(out, split)) yield {imageId, url, thumbnailUrl, split, size, md5};
}
