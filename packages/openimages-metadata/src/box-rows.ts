import type {ImageId, Mid} from '@oid/core';
import type {ClassList} from './class-list.ts';
import {readRows} from './row-fields.ts';
import type {RowBox, RowFields} from './row-fields.ts';

/** One row of `*-annotations-bbox.csv`. Flags are `undefined` where nobody judged (`-1`, an empty field, a table without the column). */
export type BoxRow = {
  imageId: ImageId;
  /** How the box was made: `xclick`, `activemil`, `freeform`, `human`; empty in tables without the column. */
  source: string;
  labelName: Mid;
  /** In [0, 1]; 1 in every published row, and in tables without the column. */
  confidence: number;
  /** `[ymin, xmin, ymax, xmax]`, normalised, of the image as stored, before any rotation. */
  box: RowBox;
  /** Another object covers a part. */
  occluded: boolean | undefined;
  /** Leaves the frame. */
  truncated: boolean | undefined;
  /** One box over more than five instances that touch. */
  groupOf: boolean | undefined;
  /** A drawing, statue or print. */
  depiction: boolean | undefined;
  /** Seen from within. */
  inside: boolean | undefined;
  /**
   * With the option `clicks`: the four points that the annotator clicked, `[y, x]`, normalised, on the top, left, bottom and right of the object
   * (extreme clicking, arXiv:1708.02750). `undefined` for boxes made otherwise and in tables before V6.
   */
  clicks?: readonly (readonly [y: number, x: number])[] | undefined;
};

export type ParseBoxRowsOptions = {
  /** The file's name, for messages. */
  source: string;
  /** When given, a row whose class is not in it is an error. */
  classes?: ClassList | undefined;
  /** Read the click points too. @default false */
  clicks?: boolean | undefined;
};

const REQUIRED = ['ImageID', 'LabelName', 'XMin', 'XMax', 'YMin', 'YMax'] as const;
const FLAGS = ['IsOccluded', 'IsTruncated', 'IsGroupOf', 'IsDepiction', 'IsInside'] as const;
const CLICKS = ['XClick1X', 'XClick2X', 'XClick3X', 'XClick4X', 'XClick1Y', 'XClick2Y', 'XClick3Y', 'XClick4Y'] as const;
const OPTIONAL = ['Source', 'Confidence', ...FLAGS, ...CLICKS] as const;
type Fields = RowFields<(typeof REQUIRED)[number] | (typeof OPTIONAL)[number]>;

/**
 * Streams a box table of any release: 8 columns (V2 and V3 train), 13, 21 (V6 train), or 7 (Challenge 2019). Constant memory; reads no further
 * than the consumer.
 *
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, InvalidBoxError, InvalidIdError, UnknownClassError; each names file and line.
 * @see https://storage.googleapis.com/openimages/web/download_v4.html
 */
export function parseBoxRows(chunks: AsyncIterable<Uint8Array>, options: ParseBoxRowsOptions): AsyncGenerator<BoxRow> {
  return readRows(chunks, options.source, {required: REQUIRED, optional: OPTIONAL}, (fields) => toBoxRow(fields, options));
}

function toBoxRow(fields: Fields, {source, classes, clicks}: ParseBoxRowsOptions): BoxRow {
  const imageId = fields.imageId('ImageID');
  const labelName = fields.mid('LabelName');
  if (classes !== undefined && classes.nameOf(labelName) === undefined) throw classes.unknown(labelName, `${source}:${fields.line}`);
  const row: BoxRow = {
    imageId,
    source: fields.text('Source'),
    labelName,
    confidence: fields.optional('Confidence') === undefined ? 1 : fields.decimal('Confidence', 0, 1),
    box: fields.box(imageId, 'YMin', 'XMin', 'YMax', 'XMax'),
    occluded: fields.flag('IsOccluded'),
    truncated: fields.flag('IsTruncated'),
    groupOf: fields.flag('IsGroupOf'),
    depiction: fields.flag('IsDepiction'),
    inside: fields.flag('IsInside'),
  };
  if (clicks === true) row.clicks = clickPoints(fields);
  return row;
}

/** Boxes that were not clicked have −1 in all eight columns. */
function clickPoints(fields: Fields): BoxRow['clicks'] {
  if (CLICKS.every((column) => fields.text(column) === '' || Number(fields.text(column)) === -1)) return undefined;
  return CLICKS.slice(0, 4).map((x, k) => [fields.decimal(CLICKS[k + 4] as Column, 0, 1), fields.decimal(x, 0, 1)] as const);
}

type Column = (typeof CLICKS)[number];
