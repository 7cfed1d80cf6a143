import type {GroundTruth, ImageSize} from '@oid/core';
import {decodeRgb} from '@oid/imaging';
import type {DetectionExample} from '@oid/tfrecord';
import {BadRecordError} from '../errors/bad-record-error.ts';
import {ClassRangeError} from '../errors/class-range-error.ts';
import {reasonOf} from './record-set.ts';
import type {RecordSet} from './record-set.ts';

/** A record, decoded for the model. */
export type Picture = {
  example: DetectionExample;
  /** RGB bytes `[height, width, 3]`, stretched to the asked size. */
  rgb: Uint8Array;
  /** Classes from 1. */
  groundTruth: GroundTruth;
};

/**
 * Reads record `index` and stretches its picture to `size`.
 *
 * @throws {@link BadRecordError} when record or picture are corrupt; {@link ClassRangeError} for a class outside 1 … numClasses.
 */
export async function loadPicture(
  records: RecordSet,
  index: number,
  {size, numClasses}: {size: ImageSize; numClasses: number},
): Promise<Picture> {
  const example = await records.read(index);
  const outside = example.labels.find((label) => label < 1 || label > numClasses);
  if (outside !== undefined) throw new ClassRangeError({...records.place(index), classId: outside, numClasses});
  let rgb: Uint8Array;
  try {
    rgb = (await decodeRgb(example.encoded, {size})).data;
  } catch (error) {
    throw new BadRecordError({...records.place(index), reason: reasonOf(error)}, {cause: error});
  }
  const {boxes, labels: classes, groupOf} = example;
  return {example, rgb, groundTruth: {boxes, classes, ...(groupOf === undefined ? {} : {groupOf})}};
}
