import type {ImageId, Mid} from '@oid/core';
import {readRows} from './row-fields.ts';
import type {RowBox, RowFields} from './row-fields.ts';

/** One row of `*-annotations-object-segmentation.csv` or a challenge's `*-segmentation-masks.csv`. */
export type SegmentationRow = {
  imageId: ImageId;
  labelName: Mid;
  /** Name of a binary PNG in the mask archive of the image id's first digit; it has a resolution of its own. A bare file name, never a path. */
  maskPath: string;
  boxId: string;
  /** `[ymin, xmin, ymax, xmax]`, normalised. */
  box: RowBox;
  /** What the annotation tool expected of the mask, in [0, 1]; `undefined` where it was not predicted. */
  predictedIou: number | undefined;
  /** The annotator's corrections: `[y, x]`, normalised, and the kind of click, 0 or 1, as written. None in tables without the column. */
  clicks: readonly {point: readonly [y: number, x: number]; kind: number}[];
};

const REQUIRED = ['MaskPath', 'ImageID', 'LabelName', 'BoxID', 'BoxXMin', 'BoxXMax', 'BoxYMin', 'BoxYMax'] as const;
const OPTIONAL = ['PredictedIoU', 'Clicks'] as const;
type Fields = RowFields<(typeof REQUIRED)[number] | (typeof OPTIONAL)[number]>;

/**
 * Streams a table of segmentation masks (V5 on). Constant memory; reads no further than the consumer.
 *
 * @param options.source - the file's name, for messages.
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, InvalidBoxError, InvalidIdError; each names file and line.
 */
export function parseSegmentationRows(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<SegmentationRow> {
  return readRows(chunks, options.source, {required: REQUIRED, optional: OPTIONAL}, toSegmentationRow);
}

function toSegmentationRow(fields: Fields): SegmentationRow {
  const imageId = fields.imageId('ImageID');
  const maskPath = fields.text('MaskPath');
  if (!MASK_PATH.test(maskPath)) throw fields.malformed('MaskPath', 'the name of a PNG file, such as 677c122b0eaa5d16_m04yx4_9a041d52.png');
  return {
    imageId,
    labelName: fields.mid('LabelName'),
    maskPath,
    boxId: fields.text('BoxID'),
    box: fields.box(imageId, 'BoxYMin', 'BoxXMin', 'BoxYMax', 'BoxXMax'),
    predictedIou: fields.optional('PredictedIoU') === undefined ? undefined : fields.decimal('PredictedIoU', 0, 1),
    clicks: (fields.optional('Clicks') ?? '').split(';').flatMap((click) => (click.trim() === '' ? [] : [toClick(click, fields)])),
  };
}

function toClick(click: string, fields: Fields): SegmentationRow['clicks'][number] {
  const [x, y, kind, ...rest] = click.trim().split(/ +/).map(Number);
  if (x === undefined || y === undefined || kind === undefined || rest.length > 0 || ![x, y, kind].every(Number.isFinite)) {
    throw fields.malformed('Clicks', 'three numbers, x y kind, for each click, with ; between clicks');
  }
  return {point: [y, x], kind};
}

// It becomes a file's name.
const MASK_PATH = /^[0-9A-Za-z_][0-9A-Za-z_-]*\.png$/;
