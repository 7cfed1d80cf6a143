import {parseImageId, parseMid} from '@oid/core';
import type {ImageId, Mid} from '@oid/core';
import type {ClassList} from './class-list.ts';
import type {CsvRecord} from './csv-records.ts';
import {InvalidBoxError} from './errors/invalid-box-error.ts';
import {MalformedTableError} from './errors/malformed-table-error.ts';
import {readTable} from './read-table.ts';
import type {TableBatch} from './read-table.ts';

/** One row of `*-annotations-bbox.csv`. Flags are `undefined` where nobody judged (`-1`, an empty field, a table without the column). */
export type BoxRow = {
  imageId: ImageId;
  /** How the box was made: `xclick`, `activemil`, `freeform`, `human`. */
  source: string;
  labelName: Mid;
  /** In [0, 1]; 1 in every published row. */
  confidence: number;
  /** `[ymin, xmin, ymax, xmax]`, normalised, of the image as stored, before any rotation. */
  box: readonly [number, number, number, number];
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
};

export type ParseBoxRowsOptions = {
  /** The file's name, for messages. */
  source: string;
  /** When given, a row whose class is not in it is an error. */
  classes?: ClassList | undefined;
};

const REQUIRED = ['ImageID', 'Source', 'LabelName', 'Confidence', 'XMin', 'XMax', 'YMin', 'YMax'] as const;
const FLAGS = ['IsOccluded', 'IsTruncated', 'IsGroupOf', 'IsDepiction', 'IsInside'] as const;
type Columns = TableBatch<(typeof REQUIRED)[number], (typeof FLAGS)[number]>['columns'];

/**
 * Streams a box table of any release: 8 columns (V2 and V3 train), 13, or 21 (V6 train). Constant memory; reads no further than the consumer.
 *
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, {@link InvalidBoxError}, InvalidIdError, UnknownClassError; each names file and line.
 * @see https://storage.googleapis.com/openimages/web/download_v4.html
 */
export async function* parseBoxRows(chunks: AsyncIterable<Uint8Array>, options: ParseBoxRowsOptions): AsyncGenerator<BoxRow> {
  for await (const {rows, columns} of readTable(chunks, options.source, {required: REQUIRED, optional: FLAGS})) {
    for (const row of rows) yield toBoxRow(row, columns, options);
  }
}

function toBoxRow({fields, line}: CsvRecord, columns: Columns, {source, classes}: ParseBoxRowsOptions): BoxRow {
  const number = (column: (typeof REQUIRED)[number]): number => {
    const text = fields[columns[column]] as string;
    const value = DECIMAL.test(text) ? Number(text) : Number.NaN;
    if (Number.isNaN(value)) throw new MalformedTableError(source, line, `${column} is ${JSON.stringify(text)}, but must be a number`);
    return value;
  };
  const flag = (column: (typeof FLAGS)[number]): boolean | undefined => {
    const at = columns[column];
    const text = at === undefined ? '' : (fields[at] as string);
    if (text === '1') return true;
    if (text === '0') return false;
    if (text === '-1' || text === '') return undefined;
    throw new MalformedTableError(source, line, `${column} is ${JSON.stringify(text)}, but must be 1, 0 or -1`);
  };
  const imageText = fields[columns.ImageID] as string;
  const labelText = fields[columns.LabelName] as string;
  const known = classes?.nameOf(labelText) !== undefined;
  const imageId = IMAGE_ID.test(imageText) ? imageText : parseImageId(imageText, `${source}:${line}`);
  const labelName = known ? labelText : parseMid(labelText, `${source}:${line}`);
  if (classes !== undefined && !known) throw classes.unknown(labelName, `${source}:${line}`);
  const box = [number('YMin'), number('XMin'), number('YMax'), number('XMax')] as const;
  if (!(box[0] >= 0 && box[0] <= box[2] && box[2] <= 1 && box[1] >= 0 && box[1] <= box[3] && box[3] <= 1)) {
    throw new InvalidBoxError(source, line, imageId, box);
  }
  const confidence = number('Confidence');
  if (confidence < 0 || confidence > 1) {
    throw new MalformedTableError(source, line, `Confidence is ${confidence}, but must be between 0 and 1`);
  }
  return {
    imageId,
    source: fields[columns.Source] as string,
    labelName,
    confidence,
    box,
    occluded: flag('IsOccluded'),
    truncated: flag('IsTruncated'),
    groupOf: flag('IsGroupOf'),
    depiction: flag('IsDepiction'),
    inside: flag('IsInside'),
  };
}

// Avoids building the message's place for each of millions of good rows.
const IMAGE_ID = /^[0-9a-f]{16}$/;
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
