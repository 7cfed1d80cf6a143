import type {ImageId, Mid} from '@oid/core';
import {readRows} from './row-fields.ts';
import type {RowBox} from './row-fields.ts';

/** One row of `*-annotations-vrd.csv`: two boxes and how they relate, such as *guitar on table*. */
export type RelationshipRow = {
  imageId: ImageId;
  labelName1: Mid;
  /** For an attribute, the attribute's id, such as `/m/083vt`, wooden. */
  labelName2: Mid;
  /** `[ymin, xmin, ymax, xmax]`, normalised. */
  box1: RowBox;
  /** The same as `box1` for an attribute. */
  box2: RowBox;
  /** `at`, `on`, `holds`, `plays`, `interacts_with`, `wears`, `inside_of`, `under`, `hits`, `is` and, from V6 on, more. */
  relationship: string;
  /** Whether the row says what something is like (`is`) instead of relating two things. */
  attribute: boolean;
};

/** One row of `*-relationship-triplets.csv`: a combination that was looked for. */
export type RelationshipTriplet = {labelName1: Mid; labelName2: Mid; relationship: string};

const TRIPLET = ['LabelName1', 'LabelName2', 'RelationshipLabel'] as const;
const BOXES = ['XMin1', 'XMax1', 'YMin1', 'YMax1', 'XMin2', 'XMax2', 'YMin2', 'YMax2'] as const;

/**
 * Streams a table of visual relationships. Constant memory; reads no further than the consumer.
 *
 * @param options.source - the file's name, for messages.
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, InvalidBoxError, InvalidIdError; each names file and line.
 */
export function parseRelationshipRows(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<RelationshipRow> {
  return readRows(chunks, options.source, {required: ['ImageID', ...TRIPLET, ...BOXES], optional: []}, (fields) => {
    const imageId = fields.imageId('ImageID');
    const relationship = fields.text('RelationshipLabel');
    return {
      imageId,
      labelName1: fields.mid('LabelName1'),
      labelName2: fields.mid('LabelName2'),
      box1: fields.box(imageId, 'YMin1', 'XMin1', 'YMax1', 'XMax1'),
      box2: fields.box(imageId, 'YMin2', 'XMin2', 'YMax2', 'XMax2'),
      relationship,
      attribute: relationship === 'is',
    };
  });
}

/** Streams a table of triplets. @throws as {@link parseRelationshipRows} does. */
export function parseRelationshipTriplets(
  chunks: AsyncIterable<Uint8Array>,
  options: {source: string},
): AsyncGenerator<RelationshipTriplet> {
  return readRows(chunks, options.source, {required: TRIPLET, optional: []}, (fields) => ({
    labelName1: fields.mid('LabelName1'),
    labelName2: fields.mid('LabelName2'),
    relationship: fields.text('RelationshipLabel'),
  }));
}
