import type {ImageId, Random} from '@oid/core';
import {chance} from './chance.ts';
import {BRANCHES, ROOT_MID, SAMPLE_CLASSES} from './classes.ts';
import type {PhotoWords} from './photo-words.ts';
import type {SampleBox} from './render-photo.ts';

/** The parts of the release that photos belong to. */
export type SampleSplit = 'train' | 'validation' | 'test';

/** A photo's rows before they are written. */
export type PhotoRecord = {
  readonly imageId: ImageId;
  readonly boxes: readonly SampleBox[];
  readonly words: PhotoWords;
  readonly byteLength: number;
  /** Base64 of the 16 bytes. */
  readonly md5: string;
  /** Undefined where the photo was gone when the rotation was measured. */
  readonly rotation: number | undefined;
};

/** Header of the image tables of V4. */
export const IMAGE_COLUMNS =
  'ImageID,Subset,OriginalURL,OriginalLandingURL,License,AuthorProfileURL,Author,Title,OriginalSize,OriginalMD5,Thumbnail300KURL,Rotation';

/** Header of the box tables of V4. */
export const BOX_COLUMNS = 'ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside';

/** Where a split's image table lies in the release. */
export function imageTablePath(split: SampleSplit): string {
  return split === 'train' ? 'train/train-images-boxable-with-rotation.csv' : `${split}/${split}-images-with-rotation.csv`;
}

/** Where a split's box table lies in the release. */
export function boxTablePath(split: SampleSplit): string {
  return `${split}/${split}-annotations-bbox.csv`;
}

/** The image table. Training rows are out of order and the others sorted by id, as in the real release. */
export function formatImageTable(records: readonly PhotoRecord[], split: SampleSplit, baseUrl: string, random: Random): string {
  const ordered = split === 'train' ? random.shuffle(records) : [...records].sort(byId);
  const rows = ordered.map(({imageId, words, byteLength, md5, rotation}) =>
    [
      imageId,
      split,
      `${baseUrl}/originals/${imageId}.jpg`,
      `https://photos.example/${words.account}/${words.landing}`,
      'https://creativecommons.org/licenses/by/2.0/',
      quote(`https://photos.example/people/${words.account}/`),
      quote(words.author),
      quote(words.title),
      byteLength,
      md5,
      chance(random, 0.03) ? '' : `${baseUrl}/thumbnails/${imageId}.jpg`,
      rotation === undefined ? '' : rotation.toFixed(1),
    ].join(','),
  );
  return [IMAGE_COLUMNS, ...rows, ''].join('\n');
}

/**
 * The box table, sorted by image id. One training box in twelve is said to be machine-proposed (`activemil`); of those, every fourth has
 * flags that nobody judged (−1).
 */
export function formatBoxTable(records: readonly PhotoRecord[], split: SampleSplit, random: Random): string {
  const rows = [...records].sort(byId).flatMap(({imageId, boxes}) =>
    boxes.map((box) => {
      const proposed = split === 'train' && chance(random, 1 / 12);
      const judged = !(proposed && chance(random, 0.25));
      const flags = [box.occluded, box.truncated, box.groupOf, box.depiction, false].map((flag) => (judged ? Number(flag) : -1));
      const edges = [box.xmin, box.xmax, box.ymin, box.ymax].map((edge) => edge.toFixed(6));
      return [imageId, proposed ? 'activemil' : 'xclick', box.mid, 1, ...edges, ...flags].join(',');
    }),
  );
  return [BOX_COLUMNS, ...rows, ''].join('\n');
}

/** `class-descriptions-boxable.csv`: no header, not sorted. */
export function formatClassDescriptions(): string {
  return [...Object.values(SAMPLE_CLASSES), ...BRANCHES].map(({mid, name}) => `${mid},${name}\n`).join('');
}

/** `classes-bbox-trainable.txt`: an id a line. */
export function formatTrainableClasses(): string {
  return Object.values(SAMPLE_CLASSES)
    .filter(({trainable}) => trainable)
    .map(({mid}) => `${mid}\n`)
    .join('');
}

/** `bbox_labels_600_hierarchy.json`: the branches with their leaves, and the leaves that hang on the root. */
export function formatHierarchy(): string {
  const under = (parent: string): {LabelName: string; Subcategory?: unknown}[] => [
    ...BRANCHES.filter(() => parent === ROOT_MID).map(({mid}) => ({LabelName: mid, Subcategory: under(mid)})),
    ...Object.values(SAMPLE_CLASSES)
      .filter((leaf) => leaf.parent === parent)
      .map(({mid}) => ({LabelName: mid})),
  ];
  return `${JSON.stringify({LabelName: ROOT_MID, Subcategory: under(ROOT_MID)}, undefined, 2)}\n`;
}

function byId(a: PhotoRecord, b: PhotoRecord): number {
  return a.imageId < b.imageId ? -1 : 1;
}

function quote(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
