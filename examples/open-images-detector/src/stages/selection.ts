import {join} from 'node:path';
import type {Mid} from '@oid/core';
import {readPoints, select, writeSunburst} from '@oid/openimages-metadata/node';
import type {MetadataFolder, SelectionRequest, Split} from '@oid/openimages-metadata/node';

/** One photo of the selection with its boxes. */
export type SelectedPhoto = {
  imageId: string;
  url: string;
  /** Address of the small copy, where the release has one. */
  thumbnailUrl?: string | undefined;
  /** Bytes and base64 MD5 of the original, where the release has them. */
  size?: number | undefined;
  md5?: string | undefined;
  /** `[M, 4]` flat, `[ymin, xmin, ymax, xmax]`, normalised. */
  boxes: Float32Array;
  classes: Mid[];
  groupOf: Uint8Array;
};

/** What came out; `<out>/selection.json` has it beside what was asked. */
export type Selection = {
  classes: readonly {mid: Mid; name: string}[];
  splits: {split: Split; images: number; boxes: number; withoutIndexRow: number}[];
  /** Images, and files under different ids, that several splits have. */
  shared: {images: number; files: number};
  /** SHA-256 over classes, ids, boxes and flags; addresses do not count. */
  hash: string;
};

/**
 * Chooses classes and gathers their boxes by photo, for each split that the release has. Beside the points it writes how the selection is balanced
 * (`balance.json`, and `classes.svg` and `classes.html`, a sunburst), whom to name for each photo (`licences.*`) and what the splits share
 * (`leakage.json`).
 */
export async function selectPhotos(metadata: MetadataFolder, out: string, request: SelectionRequest): Promise<Selection> {
  const {classes, splits, hash, balance, leakage} = await select(metadata, request, out);
  const [images, boxes] = (['images', 'boxes'] as const).map((key) => splits.reduce((sum, split) => sum + split[key], 0));
  await writeSunburst(
    join(out, 'classes'),
    {classes: balance.classes, hierarchy: metadata.hierarchy, nameOf: (mid) => metadata.classes.nameOf(mid)},
    {title: 'What the selection holds', subtitle: `${boxes} boxes of ${classes.length} classes in ${images} photos`, size: 'boxes'},
  );
  return {classes, splits, shared: {images: leakage.sameImage.length, files: leakage.sameFile.length}, hash};
}

/** The photos of a split, as {@link selectPhotos} left them. */
export async function* readPhotos(out: string, split: Split): AsyncGenerator<SelectedPhoto> {
  for await (const {imageId, image, boxes, classes, groupOf} of readPoints(out, split)) {
    yield {
      imageId,
      url: image.originalUrl,
      thumbnailUrl: image.thumbnailUrl,
      size: image.originalSize,
      md5: image.originalMd5,
      boxes,
      classes,
      groupOf,
    };
  }
}
