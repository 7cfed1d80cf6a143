import type {ImageId, Mid} from '@oid/core';
import {readRows} from './row-fields.ts';

/** One row of a table of image-level labels. A class that is not listed for an image is unknown there: neither present nor absent. */
export type ImageLabelRow = {
  imageId: ImageId;
  /** Who said so: `verification` and `crowdsource-verification` are people, `machine` is a model; empty in tables without the column. */
  source: string;
  labelName: Mid;
  /** 1: people found it present; 0: people found it absent; between, 0.5 to 1 in steps of 0.1: a model's guess. */
  confidence: number;
};

const REQUIRED = ['ImageID', 'LabelName', 'Confidence'] as const;

/**
 * Streams a table of image-level labels, human or machine, of any release: `*-imagelabels.csv`, `*-imagelabels-boxable.csv`, `annotations-human.csv`
 * and `annotations-machine.csv` (V2, V3), `labels.csv` (V1), `*-labels.csv` (challenges, without Source). Constant memory; reads no further than
 * the consumer.
 *
 * @param options.source - the file's name, for messages.
 * @throws EmptyTableError, MissingColumnError, MalformedTableError, InvalidIdError; each names file and line.
 */
export function parseImageLabelRows(chunks: AsyncIterable<Uint8Array>, options: {source: string}): AsyncGenerator<ImageLabelRow> {
  return readRows(chunks, options.source, {required: REQUIRED, optional: ['Source']}, (fields) => ({
    imageId: fields.imageId('ImageID'),
    source: fields.text('Source'),
    labelName: fields.mid('LabelName'),
    confidence: fields.decimal('Confidence', 0, 1),
  }));
}
