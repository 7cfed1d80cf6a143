import {parseBoxRows} from './box-rows.ts';
import type {BoxRow} from './box-rows.ts';
import type {TableKind} from './catalogue/table-kinds.ts';
import {parseImageIds} from './image-ids.ts';
import {parseImageLabelRows} from './image-label-rows.ts';
import type {ImageLabelRow} from './image-label-rows.ts';
import {parseImageRows} from './image-rows.ts';
import type {ImageRow} from './image-rows.ts';
import {parseNarratives} from './narratives.ts';
import type {Narrative} from './narratives.ts';
import {parsePointRows} from './point-rows.ts';
import type {PointRow} from './point-rows.ts';
import {parseRelationshipRows, parseRelationshipTriplets} from './relationship-rows.ts';
import type {RelationshipRow, RelationshipTriplet} from './relationship-rows.ts';
import {parseSegmentationRows} from './segmentation-rows.ts';
import type {SegmentationRow} from './segmentation-rows.ts';

/** What a row of each kind of table is, for the kinds that are streamed row by row. */
export type TableRows = {
  boxes: BoxRow;
  'segmentation-boxes': BoxRow;
  'relationship-boxes': BoxRow;
  images: ImageRow;
  'images-without-rotation': ImageRow;
  'labelled-images': ImageRow;
  'all-images': ImageRow;
  'part-and-mammal-image-ids': string;
  'validation-image-ids': string;
  'human-labels': ImageLabelRow;
  'boxable-human-labels': ImageLabelRow;
  'machine-labels': ImageLabelRow;
  'segmentation-labels': ImageLabelRow;
  'relationship-labels': ImageLabelRow;
  relationships: RelationshipRow;
  'relationship-triplets': RelationshipTriplet;
  segmentations: SegmentationRow;
  points: PointRow;
  narratives: Narrative;
  captions: Narrative;
};

/** A kind of table that is streamed row by row. */
export type RowKind = keyof TableRows & TableKind;

type RowParsers = {[Kind in RowKind]: (chunks: AsyncIterable<Uint8Array>, options: {source: string}) => AsyncGenerator<TableRows[Kind]>};

/** The parser of each of these kinds. */
export const ROW_PARSERS: RowParsers = {
  boxes: parseBoxRows,
  'segmentation-boxes': parseBoxRows,
  'relationship-boxes': parseBoxRows,
  images: parseImageRows,
  'images-without-rotation': parseImageRows,
  'labelled-images': parseImageRows,
  'all-images': parseImageRows,
  'part-and-mammal-image-ids': parseImageIds,
  'validation-image-ids': parseImageIds,
  'human-labels': parseImageLabelRows,
  'boxable-human-labels': parseImageLabelRows,
  'machine-labels': parseImageLabelRows,
  'segmentation-labels': parseImageLabelRows,
  'relationship-labels': parseImageLabelRows,
  relationships: parseRelationshipRows,
  'relationship-triplets': parseRelationshipTriplets,
  segmentations: parseSegmentationRows,
  points: parsePointRows,
  narratives: parseNarratives,
  captions: parseNarratives,
};
