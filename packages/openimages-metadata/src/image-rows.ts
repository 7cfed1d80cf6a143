import type {ImageId} from '@oid/core';
import type {CsvRecord} from './csv-records.ts';
import {readRows, RowFields} from './row-fields.ts';

/** One row of an image table. Text is as published: the author and title may hold HTML entities, see {@link unescapeHtml}. */
export type ImageRow = {
  imageId: ImageId;
  /** `train`, `validation` or `test`. */
  subset: string;
  originalUrl: string;
  landingUrl: string;
  license: string;
  authorProfileUrl: string;
  author: string;
  title: string;
  /** Bytes of the original file. */
  originalSize: number | undefined;
  /** Base64 of the 16 raw bytes of the original's MD5; {@link md5Hex} gives the usual form. */
  originalMd5: string | undefined;
  /** Some 300,000 pixels, made on demand: no checksum holds for it. */
  thumbnailUrl: string | undefined;
  /**
   * Degrees counter-clockwise, 0, 90, 180 or 270, by which image and boxes must be turned to show the author's orientation; `undefined` where
   * the photo was gone when it was measured.
   */
  rotation: number | undefined;
};

const REQUIRED = ['ImageID', 'Subset', 'OriginalURL', 'OriginalLandingURL', 'License', 'AuthorProfileURL', 'Author', 'Title'] as const;
const OPTIONAL = ['OriginalSize', 'OriginalMD5', 'Thumbnail300KURL', 'Rotation'] as const;
type ImageColumn = (typeof REQUIRED)[number] | (typeof OPTIONAL)[number];

/**
 * Streams an image table of any release: V1 to V3 (11 columns, the first issue of V1 eight) and V4 on (12, with Rotation, or 11 without), and
 * `image_ids_and_rotation.csv`. Constant memory; reads no further than the consumer. The rows come in the file's order, which is not sorted in V4.
 *
 * @param options.source - the file's name, for messages.
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, InvalidIdError; each names file and line.
 * @see https://storage.googleapis.com/openimages/web/download_v4.html
 */
export function parseImageRows(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<ImageRow> {
  return readRows(chunks, options.source, {required: REQUIRED, optional: OPTIONAL}, toImageRow);
}

/** Turns single records of a table with these columns into rows, as {@link parseImageRows} does. `source` names the table in errors. */
export function imageRowReader(columns: readonly string[], source: string): (record: CsvRecord) => ImageRow {
  const fields = new RowFields<ImageColumn>(source, Object.fromEntries(columns.map((name, at) => [name, at])));
  return (record) => toImageRow(fields.of(record));
}

function toImageRow(fields: RowFields<ImageColumn>): ImageRow {
  const size = fields.matching('OriginalSize', /^\d{1,15}$/, 'a number of bytes');
  const rotation = fields.matching('Rotation', /^(?:0|90|180|270)(?:\.0+)?$/, '0, 90, 180 or 270');
  return {
    imageId: fields.imageId('ImageID'),
    subset: fields.text('Subset'),
    originalUrl: fields.text('OriginalURL'),
    landingUrl: fields.text('OriginalLandingURL'),
    license: fields.text('License'),
    authorProfileUrl: fields.text('AuthorProfileURL'),
    author: fields.text('Author'),
    title: fields.text('Title'),
    originalSize: size === undefined ? undefined : Number(size),
    originalMd5: fields.matching('OriginalMD5', /^[A-Za-z0-9+/]{21}[AQgw]==$/, 'the base64 form of 16 bytes'),
    thumbnailUrl: fields.optional('Thumbnail300KURL'),
    rotation: rotation === undefined ? undefined : Number(rotation),
  };
}
