import {join} from 'node:path';
import type {Mid} from '@oid/core';
import {writeFileAtomic} from '@oid/core/node';
import {groupPoints, selectClasses} from '@oid/openimages-metadata';
import type {Point} from '@oid/openimages-metadata';
import type {MetadataFolder, Split} from '@oid/openimages-metadata/node';
import {readNdjson, writeNdjson} from '../ndjson.ts';
import {hashOf} from '../stage-log.ts';

/** One photo of the selection with its boxes, as it stands in `<out>/points/<split>.ndjson`. */
export type SelectedPhoto = {
  imageId: string;
  url: string;
  /** Bytes and base64 MD5 of the original, where the release has them. */
  size?: number | undefined;
  md5?: string | undefined;
  /** `[M, 4]` flat, `[ymin, xmin, ymax, xmax]`, normalised. */
  boxes: number[];
  classes: Mid[];
  groupOf: number[];
};

/** What was asked and what came out; `<out>/selection.json`. */
export type Selection = {
  classes: readonly {mid: Mid; name: string}[];
  splits: {split: Split; images: number; boxes: number; withoutIndexRow: number}[];
  /** SHA-256 over classes, ids, boxes and flags; addresses do not count. */
  hash: string;
};

/** Chooses classes and gathers their boxes by photo, for each split that the release has. */
export async function selectPhotos(
  metadata: MetadataFolder,
  out: string,
  wanted: {classes: readonly string[]; branches: readonly string[]},
): Promise<Selection> {
  const classes = selectClasses(metadata, wanted);
  const mids = new Set(classes.map(({mid}) => mid));
  const splits: Selection['splits'] = [];
  const parts: string[] = [hashOf(classes)];
  for (const split of metadata.splits) {
    const {points, imagesWithoutIndexRow} = await groupPoints(metadata.boxes(split), metadata.images(split), {classes: mids});
    const photos = points.map(toSelectedPhoto);
    await writeNdjson(pointsPath(out, split), photos);
    parts.push(hashOf(photos.map(({imageId, boxes, classes: boxClasses, groupOf}) => [imageId, boxes, boxClasses, groupOf])));
    splits.push({
      split,
      images: photos.length,
      boxes: photos.reduce((sum, photo) => sum + photo.classes.length, 0),
      withoutIndexRow: imagesWithoutIndexRow.length,
    });
  }
  const selection = {classes, splits, hash: hashOf(parts)};
  await writeFileAtomic(join(out, 'selection.json'), `${JSON.stringify({wanted, ...selection}, null, 2)}\n`);
  return selection;
}

/** The photos of a split, as {@link selectPhotos} left them. */
export function readPhotos(out: string, split: Split): AsyncGenerator<SelectedPhoto> {
  return readNdjson<SelectedPhoto>(pointsPath(out, split));
}

function pointsPath(out: string, split: Split): string {
  return join(out, 'points', `${split}.ndjson`);
}

function toSelectedPhoto({imageId, image, boxes, classes, groupOf}: Point): SelectedPhoto {
  return {
    imageId,
    url: image.originalUrl,
    size: image.originalSize,
    md5: image.originalMd5,
    boxes: [...boxes],
    classes,
    groupOf: [...groupOf],
  };
}
