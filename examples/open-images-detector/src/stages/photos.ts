import {existsSync} from 'node:fs';
import {basename, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import type {OnProgress} from '@oid/core';
import {downloadPhotos} from '@oid/downloader';
import type {DownloadSummary, PhotoRequest} from '@oid/downloader';
import type {Split} from '@oid/openimages-metadata/node';
import {readPhotos} from './selection.ts';

const PARALLEL = 16;

/** Where a release folder keeps its photos itself, else `undefined`: then they come from their addresses. */
export function localOriginals(release: string): string | undefined {
  const folder = resolve(release, 'originals');
  return /^https?:/.test(release) || !existsSync(folder) ? undefined : folder;
}

/**
 * Fetches a split's photos to `<out>/images/<split>/<2 hex>/<id>.jpg`: size and MD5 of what arrives are checked, then the picture is decoded
 * whole and shrunk to fit `maxSide`, in one pass, so that the original never touches the disk. `<out>/journal/<split>.ndjson` says of each
 * photo what became of it.
 */
export function fetchPhotos(
  out: string,
  split: Split,
  {
    maxSide,
    release,
    originals,
    ...options
  }: {maxSide: number; release: string; originals: string | undefined; signal: AbortSignal; onProgress: OnProgress},
): Promise<DownloadSummary> {
  return downloadPhotos(requests(out, split, originals), {
    ...options,
    directory: photoFolder(out, split),
    journal: journalPath(out, split),
    parallel: PARALLEL,
    allowFiles: originals !== undefined,
    allowPrivateAddresses: isLoopback(release),
    maxSide,
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

async function* requests(out: string, split: Split, originals: string | undefined): AsyncGenerator<PhotoRequest> {
  for await (const {imageId, url, size, md5} of readPhotos(out, split)) {
    yield {
      imageId,
      url: originals === undefined || !URL.canParse(url) ? url : pathToFileURL(join(originals, basename(new URL(url).pathname))).href,
      ...(size === undefined ? {} : {size}),
      ...(md5 === undefined ? {} : {md5}),
    };
  }
}
