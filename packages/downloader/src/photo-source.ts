import {pathToFileURL} from 'node:url';
import {OptionError} from '@oid/core';
import {photoPath} from './photo-store.ts';
import type {PhotoRequest} from './photo-request.ts';

/** A place where photos can be had. A download tries its sources in turn, photo by photo. */
export type PhotoSource = {
  /** Goes to the journal. A stored photo counts as long as its source is still one of the download's. */
  name: string;
  /** Whether the bytes are the original's, to which the tables' size and MD5 apply. Copies elsewhere were encoded again and never match. */
  original: boolean;
  /** Whether `file:` addresses are read. Only for addresses that the program makes itself. */
  local?: boolean | undefined;
  /** The photo's address here; `undefined` where the source cannot have it. */
  locate: (request: PhotoRequest) => string | undefined;
};

/** The author's own file at `url`: the only complete source, and the only one with checksums. */
export const originalSource: PhotoSource = {name: 'original', original: true, locate: ({url}) => url};

/** The copy of about 300,000 pixels at `thumbnailUrl`. It is made on demand, so no checksum holds for it. */
export const thumbnailSource: PhotoSource = {name: 'thumbnail', original: false, locate: ({thumbnailUrl}) => thumbnailUrl || undefined};

/**
 * The bucket `open-images-dataset`: longest side at most 1024, encoded again. Of the training images it holds only those with boxes, so a 404
 * says nothing about the photo.
 */
export const cvdfSource: PhotoSource = templateSource('https://open-images-dataset.s3.amazonaws.com/{split}/{id}.jpg', {name: 'cvdf'});

/**
 * A source whose addresses follow a pattern: `{id}`, `{split}` and `{prefix}`, the id's first two digits, are filled in; a photo without a split
 * is not in a source whose pattern asks for it.
 *
 * @param options.name - for the journal. Default: the pattern.
 * @param options.original - whether it holds originals, so that size and MD5 are checked. Default false.
 * @throws OptionError when the pattern does not name the id, or is no http or https address.
 */
export function templateSource(template: string, options: {name?: string; original?: boolean} = {}): PhotoSource {
  if (!/^https?:\/\/.*\{id\}/.test(template)) throw new OptionError('template', template, 'an http or https address with {id} in it');
  const needsSplit = template.includes('{split}');
  return {
    name: options.name ?? template,
    original: options.original ?? false,
    locate: ({imageId, split}) =>
      needsSplit && split === undefined
        ? undefined
        : template
            .replaceAll('{id}', imageId)
            .replaceAll('{prefix}', imageId.slice(0, 2))
            .replaceAll('{split}', encodeURIComponent(split ?? '')),
  };
}

/** The sources that a name says all about, by that name. */
export const PHOTO_SOURCES: Readonly<Record<'original' | 'thumbnail' | 'cvdf', PhotoSource>> = {
  original: originalSource,
  thumbnail: thumbnailSource,
  cvdf: cvdfSource,
};

export type PhotoSourceName = keyof typeof PHOTO_SOURCES;

/** Whether the text names one of {@link PHOTO_SOURCES}. */
export function isPhotoSourceName(text: string): text is PhotoSourceName {
  return Object.hasOwn(PHOTO_SOURCES, text);
}

/**
 * Photos that already lie on this machine, by default as `folderStore` lays them out.
 *
 * @param options.original - whether they are originals, so that size and MD5 are checked. Default true.
 * @param options.path - where a photo lies, absolute; `undefined` where it cannot be there. Must not follow from the tables unchecked.
 */
export function folderSource(
  directory: string,
  options: {name?: string; original?: boolean; path?: (request: PhotoRequest) => string | undefined} = {},
): PhotoSource {
  const path = options.path ?? (({imageId}: PhotoRequest) => photoPath(directory, imageId));
  return {
    name: options.name ?? 'folder',
    original: options.original ?? true,
    local: true,
    locate(request) {
      const found = path(request);
      return found === undefined ? undefined : pathToFileURL(found).href;
    },
  };
}
