import type {Detections, GroundTruth} from '@oid/core';
import {ShapeError} from '@oid/core';

/** A feature as `decodeExample` of `@oid/tfrecord` gives it. */
type Feature = {bytes: readonly Uint8Array[]} | {float: ArrayLike<number>} | {int64: readonly (number | bigint)[]};

/** One image with its ground truth and its detections. */
export type SavedDetections = {imageId: string; groundTruth: GroundTruth; detections: Detections};

/**
 * Ground truth and detections of one record of a detection file, as the Object Detection API's `infer_detections` writes them: the keys of a
 * training record, and `image/detection/bbox/ymin…`, `image/detection/label` and `image/detection/score` beside them.
 *
 * @param features - of one tf.Example, as `decodeExample` of `@oid/tfrecord` gives them. A key that is missing counts as empty.
 * @returns `imageId` is `image/source_id`, or the file's name where that is empty.
 * @throws ShapeError (`core/shape`) naming the key whose length is not that of the others.
 * @see TensorFlow Object Detection API, `TfExampleDetectionAndGTParser`.
 */
export function readDetectionFeatures(features: Readonly<Record<string, Feature>>): SavedDetections {
  const truthClasses = Int32Array.from(numbersOf(features, 'image/object/class/label'));
  const foundClasses = Int32Array.from(numbersOf(features, 'image/detection/label'));
  const scores = Float32Array.from(numbersOf(features, 'image/detection/score'));
  if (scores.length !== foundClasses.length) {
    throw new ShapeError('image/detection/score', [scores.length], `[${foundClasses.length}], as image/detection/label`);
  }
  const flags = (key: string): Uint8Array | undefined => {
    const values = numbersOf(features, key);
    if (values.length === 0) return undefined;
    if (values.length !== truthClasses.length)
      throw new ShapeError(key, [values.length], `[${truthClasses.length}], as image/object/class/label`);
    return Uint8Array.from(values, (value) => (value === 1 ? 1 : 0));
  };
  return {
    imageId: textOf(features, 'image/source_id') || textOf(features, 'image/filename'),
    groundTruth: {
      boxes: boxesOf(features, 'image/object/bbox', truthClasses.length),
      classes: truthClasses,
      groupOf: flags('image/object/group_of'),
      difficult: flags('image/object/difficult'),
    },
    detections: {boxes: boxesOf(features, 'image/detection/bbox', scores.length), scores, classes: foundClasses, count: scores.length},
  };
}

function numbersOf(features: Readonly<Record<string, Feature>>, key: string): number[] {
  const feature = features[key];
  if (feature === undefined || 'bytes' in feature) return [];
  return 'float' in feature ? Array.from(feature.float) : feature.int64.map(Number);
}

function textOf(features: Readonly<Record<string, Feature>>, key: string): string {
  const feature = features[key];
  return feature !== undefined && 'bytes' in feature ? new TextDecoder().decode(feature.bytes[0]) : '';
}

function boxesOf(features: Readonly<Record<string, Feature>>, key: string, count: number): Float32Array {
  const boxes = new Float32Array(4 * count);
  for (const [side, name] of ['ymin', 'xmin', 'ymax', 'xmax'].entries()) {
    const column = numbersOf(features, `${key}/${name}`);
    if (column.length !== count) throw new ShapeError(`${key}/${name}`, [column.length], `[${count}], as the labels`);
    for (const [row, value] of column.entries()) boxes[4 * row + side] = value;
  }
  return boxes;
}
