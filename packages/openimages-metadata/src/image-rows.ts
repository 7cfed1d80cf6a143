import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';
import type {CsvRecord} from './csv-records.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';
import {readTable} from './read-table.ts';
import type {TableBatch} from './read-table.ts';

/** One row of an image table. Text is as published: the author and title may hold HTML entities. */
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
  /** Base64 of the 16 raw bytes of the original's MD5. */
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
type Columns = TableBatch<(typeof REQUIRED)[number], (typeof OPTIONAL)[number]>['columns'];

/**
 * Streams an image table of any release: V1 to V3 (11 columns, the first issue of V1 eight) and V4 on (12, with Rotation). Constant memory;
 * reads no further than the consumer. The rows come in the file's order, which is not sorted in V4.
 *
 * @param options.source - the file's name, for messages.
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, InvalidIdError; each names file and line.
 * @see https://storage.googleapis.com/openimages/web/download_v4.html
 */
export async function* parseImageRows(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<ImageRow> {
  for await (const {rows, columns} of readTable(chunks, options.source, {required: REQUIRED, optional: OPTIONAL})) {
    for (const row of rows) yield toImageRow(row, columns, options.source);
  }
}

function toImageRow({fields, line}: CsvRecord, columns: Columns, source: string): ImageRow {
  const text = (column: (typeof REQUIRED)[number]): string => fields[columns[column]] as string;
  const optional = (column: (typeof OPTIONAL)[number]): string | undefined => {
    const at = columns[column];
    const value = at === undefined ? '' : (fields[at] as string);
    return value === '' ? undefined : value;
  };
  const check = (column: (typeof OPTIONAL)[number], pattern: RegExp, expected: string): string | undefined => {
    const value = optional(column);
    if (value !== undefined && !pattern.test(value)) {
      throw new MalformedTableError(source, line, `${column} is ${JSON.stringify(value.slice(0, 100))}, but must be ${expected}`);
    }
    return value;
  };
  const size = check('OriginalSize', /^\d{1,15}$/, 'a number of bytes');
  const rotation = check('Rotation', /^(?:0|90|180|270)(?:\.0+)?$/, '0, 90, 180 or 270');
  return {
    imageId: parseImageId(text('ImageID'), `${source}:${line}`),
    subset: text('Subset'),
    originalUrl: text('OriginalURL'),
    landingUrl: text('OriginalLandingURL'),
    license: text('License'),
    authorProfileUrl: text('AuthorProfileURL'),
    author: text('Author'),
    title: text('Title'),
    originalSize: size === undefined ? undefined : Number(size),
    originalMd5: check('OriginalMD5', /^[A-Za-z0-9+/]{21}[AQgw]==$/, 'the base64 form of 16 bytes'),
    thumbnailUrl: optional('Thumbnail300KURL'),
    rotation: rotation === undefined ? undefined : Number(rotation),
  };
}
