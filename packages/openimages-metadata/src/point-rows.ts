import type {ImageId, Mid} from '@oid/core';
import {readRows} from './row-fields.ts';
import type {RowFields} from './row-fields.ts';

/** One row of `oidv7-*-annotations-point-labels.csv`: whether one point of an image belongs to a class. */
export type PointRow = {
  imageId: ImageId;
  /** `[y, x]`, normalised. */
  point: readonly [y: number, x: number];
  labelName: Mid;
  /** What the votes come to; `undefined` is unsure. */
  estimated: boolean | undefined;
  /** How the label was made, such as `ih`, `cc` or `ff`. */
  source: string;
  /** `undefined` where there was no vote of that kind to count. */
  yesVotes: number | undefined;
  noVotes: number | undefined;
  unsureVotes: number | undefined;
  /** What was typed for classes outside the list. */
  textLabel: string | undefined;
};

// The id's column is spelt in another way than in all other tables.
const REQUIRED = ['ImageId', 'X', 'Y', 'Label', 'EstimatedYesNo', 'Source'] as const;
const OPTIONAL = ['YesVotes', 'NoVotes', 'UnsureVotes', 'TextLabel'] as const;
type Fields = RowFields<(typeof REQUIRED)[number] | (typeof OPTIONAL)[number]>;

/**
 * Streams a table of point labels (V7). Constant memory; reads no further than the consumer.
 *
 * @param options.source - the file's name, for messages.
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, InvalidIdError; each names file and line.
 */
export function parsePointRows(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<PointRow> {
  return readRows(chunks, options.source, {required: REQUIRED, optional: OPTIONAL}, (fields) => ({
    imageId: fields.imageId('ImageId'),
    point: [fields.decimal('Y', 0, 1), fields.decimal('X', 0, 1)],
    labelName: fields.mid('Label'),
    estimated: estimate(fields),
    source: fields.text('Source'),
    yesVotes: votes(fields, 'YesVotes'),
    noVotes: votes(fields, 'NoVotes'),
    unsureVotes: votes(fields, 'UnsureVotes'),
    textLabel: fields.optional('TextLabel'),
  }));
}

function estimate(fields: Fields): boolean | undefined {
  const text = fields.text('EstimatedYesNo').toLowerCase();
  if (text === 'yes') return true;
  if (text === 'no') return false;
  if (text === 'unsure' || text === '') return undefined;
  throw fields.malformed('EstimatedYesNo', 'yes, no or unsure');
}

function votes(fields: Fields, column: 'YesVotes' | 'NoVotes' | 'UnsureVotes'): number | undefined {
  const text = fields.matching(column, /^(?:-1|\d{1,9})(?:\.0+)?$/, 'a number of votes');
  return text === undefined || Number(text) === -1 ? undefined : Number(text);
}
