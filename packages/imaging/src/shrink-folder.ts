import {readFile, readdir, rm, stat} from 'node:fs/promises';
import {availableParallelism} from 'node:os';
import {extname, join, relative, resolve} from 'node:path';
import {checkRange, OidError} from '@oid/core';
import type {OnProgress} from '@oid/core';
import {removeTemporaryFiles, resolveInside, writeFileAtomic} from '@oid/core/node';
import sharp from 'sharp';
import {resolveImageRules} from './image-rules.ts';
import {VERIFY_AND_SHRINK_DEFAULTS, verifyAndShrink} from './verify-and-shrink.ts';
import type {VerifyAndShrinkOptions} from './verify-and-shrink.ts';

/** Options of {@link shrinkFolder}. */
export type ShrinkFolderOptions = VerifyAndShrinkOptions & {
  /** Folder for the results, with the same folders below it. @default in place: each photo makes way for its result */
  to?: string | undefined;
  /** Deletes a photo that cannot be used, in place only; else it stays and is reported. @default false */
  deleteFailed?: boolean | undefined;
  /**
   * Photos at a time; Node's own pool of 4 threads (`UV_THREADPOOL_SIZE`) bounds it too. @default two for each core that libvips leaves free
   * (cores / `sharp.concurrency()`), so that one is decoded while another waits for the disk
   */
  concurrency?: number | undefined;
  /** Told of every photo that cannot be used: its path and a {@link CorruptImageError} or {@link RefusedImageError}. @default none */
  onFailure?: ((path: string, error: OidError) => void) | undefined;
  /** Called after each photo. @default none */
  onProgress?: OnProgress | undefined;
  /** Stops after the photos at hand. @default none */
  signal?: AbortSignal | undefined;
};

/** What {@link shrinkFolder} did. */
export type ShrinkFolderSummary = {
  /** Photos shrunk, converted or copied now. */
  written: number;
  /** Photos that were found done: in place verified once more and left as they are, in another folder whole and of the right size. */
  kept: number;
  /** Photos that cannot be used, by code and kind, such as `imaging/corrupt truncated`. */
  failed: Record<string, number>;
};

const PHOTO_EXTENSIONS: ReadonlySet<string> = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.avif', '.heic']);

/**
 * Verifies every photo below a folder and shrinks it, in place or to another folder, as {@link verifyAndShrink} does for one. A whole JPEG that is
 * small enough, 8-bit sRGB and without an EXIF orientation keeps its very bytes.
 *
 * Killed at any instant and run again, it ends with the same files: a result gets its name only when it is whole, and there is no journal. In
 * place, what is done is verified again (a small picture decodes quickly). In another folder, a result is kept if it is newer than its photo and
 * its header says JPEG of the very size that is due.
 *
 * A photo of another kind, `x.png`, becomes `x.png.jpg`; in place, the original is deleted then. Files with other endings are passed over.
 *
 * @throws {@link OptionError} if an option is out of range; Node's own error if a folder or file cannot be read or written; the signal's
 * reason.
 */
export async function shrinkFolder(from: string, options: ShrinkFolderOptions = {}): Promise<ShrinkFolderSummary> {
  const {to, deleteFailed = false, onFailure, onProgress, signal, ...shrink} = options;
  resolveImageRules(shrink);
  const maxSide = checkRange('maxSide', shrink.maxSide ?? VERIFY_AND_SHRINK_DEFAULTS.maxSide, {min: 1, max: 16_383, integer: true});
  const twoForEachCore = 2 * Math.max(1, Math.floor(availableParallelism() / sharp.concurrency()));
  const concurrency = checkRange('concurrency', options.concurrency ?? twoForEachCore, {min: 1, max: 1024, integer: true});
  const target = resolve(to ?? from);
  const inPlace = target === resolve(from);
  await removeTemporaryFiles(target);

  const summary: ShrinkFolderSummary = {written: 0, kept: 0, failed: {}};
  let errors = 0;
  const shrinkOne = async (path: string): Promise<void> => {
    const result = resolveInside(target, resultName(relative(from, path)));
    try {
      if (!inPlace && (await isDone(path, result, maxSide))) {
        summary.kept += 1;
      } else {
        const bytes = await readFile(path);
        const photo = await verifyAndShrink(bytes, {...shrink, keepSmall: true});
        const unchanged = photo.data === bytes;
        if (!inPlace || !unchanged || result !== path) await writeFileAtomic(result, photo.data);
        if (inPlace && result !== resolve(path)) await rm(path);
        if (inPlace && unchanged) summary.kept += 1;
        else summary.written += 1;
      }
    } catch (error) {
      if (!(error instanceof OidError) || !error.code.startsWith('imaging/')) throw error;
      const kind = `${error.code} ${(error as OidError & {detail: {kind: string}}).detail.kind}`;
      summary.failed[kind] = (summary.failed[kind] ?? 0) + 1;
      errors += 1;
      if (deleteFailed && inPlace) await rm(path);
      onFailure?.(path, error);
    }
    onProgress?.({stage: 'shrink', done: summary.written + summary.kept + errors, unit: 'photos', errors});
  };

  // One walk that the workers share, a folder at a time: memory grows with the largest folder's names, not with the number of photos. A worker that
  // fails or is stopped ends the walk, and with it the others.
  signal?.throwIfAborted();
  const photos = photosBelow(resolve(from), inPlace ? undefined : target);
  const worker = async (): Promise<void> => {
    for await (const path of photos) {
      await shrinkOne(path);
      signal?.throwIfAborted();
    }
  };
  const ends = await Promise.allSettled(Array.from({length: concurrency}, worker));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return summary;
}

/** Photos below a folder, not in the folder of the results, which may lie inside. */
async function* photosBelow(folder: string, except: string | undefined): AsyncGenerator<string, undefined> {
  // Listed before anything in it is replaced: a folder that changes while it is walked may show a file twice.
  const entries = await readdir(folder, {withFileTypes: true});
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && path !== except) yield* photosBelow(path, except);
    else if (entry.isFile() && PHOTO_EXTENSIONS.has(extname(entry.name).toLowerCase())) yield path;
  }
}

function resultName(path: string): string {
  return /\.jpe?g$/i.test(path) ? path : `${path}.jpg`;
}

/** Whether the result of a photo is there: not older than it, a JPEG, and of the size that the photo's header calls for. */
async function isDone(path: string, result: string, maxSide: number): Promise<boolean> {
  const there = await stat(result).catch(() => undefined);
  if (there === undefined || there.mtimeMs < (await stat(path)).mtimeMs) return false;
  try {
    const [photo, found] = await Promise.all([sharp(path).metadata(), sharp(result).metadata()]);
    const [photoSide, foundSide] = [Math.max(photo.height, photo.width), Math.max(found.height, found.width)];
    const scale = Math.min(1, maxSide / photoSide);
    const shorter = Math.min(photo.height, photo.width) * scale;
    return (
      found.format === 'jpeg' && foundSide === Math.round(photoSide * scale) && Math.abs(Math.min(found.height, found.width) - shorter) <= 1
    );
  } catch {
    return false;
  }
}
