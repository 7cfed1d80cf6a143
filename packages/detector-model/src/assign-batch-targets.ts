import {assignTargets} from '@oid/boxes';
import type {AssignTargetsOptions} from '@oid/boxes';
import {checkRange} from '@oid/core';
import type {GroundTruth} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {ClassOutOfRangeError} from './errors/class-out-of-range-error.ts';

/** What the network's outputs are trained towards. The caller disposes the three tensors. */
export type BatchTargets = {
  /** int32 `[B, N]`, 0 = background, else the label-map id. */
  classTargets: tf.Tensor2D;
  /** float32 `[B, N, 4]`, `[ty, tx, th, tw]`; 0 where unmatched. */
  boxTargets: tf.Tensor3D;
  /** float32 `[B, N, 4]`, 1 where matched, else 0. */
  boxMask: tf.Tensor3D;
};

export type AssignBatchTargetsOptions = AssignTargetsOptions & {
  /** Classes that the network knows; a class id above is an error. @default no check */
  numClasses?: number | undefined;
};

/**
 * Matches every image's ground truth to the anchors, and stacks the targets. Every unmatched anchor is background.
 *
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised.
 * @param groundTruths - one an image; an image without boxes is background everywhere. None gives B = 0.
 * @throws what `assignTargets` of `@oid/boxes` throws; {@link ClassOutOfRangeError} for a class above `numClasses`.
 */
export function assignBatchTargets(
  anchors: Float32Array,
  groundTruths: readonly GroundTruth[],
  options: AssignBatchTargetsOptions = {},
): BatchTargets {
  const {numClasses, ...assignment} = options;
  if (numClasses !== undefined) checkClasses(groundTruths, checkRange('numClasses', numClasses, {min: 1, integer: true}));
  const [batch, count] = [groundTruths.length, anchors.length / 4];
  const classTargets = new Int32Array(batch * count);
  const boxTargets = new Float32Array(batch * count * 4);
  const boxMask = new Float32Array(batch * count * 4);
  for (const [image, groundTruth] of groundTruths.entries()) {
    const targets = assignTargets(anchors, groundTruth, assignment);
    classTargets.set(targets.classTargets, image * count);
    boxTargets.set(targets.boxTargets, image * count * 4);
    boxMask.set(targets.boxMask, image * count * 4);
  }
  return {
    classTargets: tf.tensor2d(classTargets, [batch, count], 'int32'),
    boxTargets: tf.tensor3d(boxTargets, [batch, count, 4]),
    boxMask: tf.tensor3d(boxMask, [batch, count, 4]),
  };
}

function checkClasses(groundTruths: readonly GroundTruth[], numClasses: number): void {
  for (const [image, {classes}] of groundTruths.entries()) {
    const box = classes.findIndex((classId) => classId > numClasses);
    if (box !== -1) throw new ClassOutOfRangeError({image, box, classId: classes[box] as number, numClasses});
  }
}
