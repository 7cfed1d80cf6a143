import {ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {IGNORED, resolveArgMaxMatch, UNMATCHED} from '../arg-max-match.ts';
import type {ArgMaxMatchOptions} from '../arg-max-match.ts';
import type {AssignerGroundTruth, TargetAssigner} from '../target-assigner.ts';

/**
 * Matches each column (anchor) to its most similar row (truth), as the typed-array form does, without leaving the device.
 *
 * @param similarity - float32 `[M, N]`, M truths and N anchors, no NaN. M = 0 makes every column background.
 * @param validRows - bool or int32 `[M]`, 0 marks padding, which forces no match.
 * @returns int32 `[N]`: the row, -1 for background, -2 for ignored. The caller disposes it.
 * @throws ShapeError when the shapes do not agree; OptionError for a bad option.
 * @see TensorFlow Object Detection API, `ArgMaxMatcher`.
 */
export function argMaxMatch(similarity: tf.Tensor2D, options: ArgMaxMatchOptions = {}, validRows?: tf.Tensor1D): tf.Tensor1D {
  const {thresholds, negativesLowerThanUnmatched, forceMatchForEachRow, revision} = resolveArgMaxMatch(options);
  if (similarity.rank !== 2) throw new ShapeError('similarity', similarity.shape, '[M, N]');
  const [rows, columns] = similarity.shape;
  if (validRows !== undefined && validRows.shape[0] !== rows) throw new ShapeError('validRows', validRows.shape, `[${rows}], one a row`);
  if (rows === 0 || columns === 0) return constant(columns, UNMATCHED);
  return tf.tidy(() => {
    let matches = tf.argMax<tf.Tensor1D>(similarity, 0); // [N]
    if (thresholds !== undefined) {
      const value = tf.max(similarity, 0); // [N]
      const [below, between] = negativesLowerThanUnmatched ? [UNMATCHED, IGNORED] : [IGNORED, UNMATCHED];
      const unmatched = tf.where(tf.less(value, thresholds.unmatched), constant(columns, below), constant(columns, between)); // [N]
      matches = tf.where(tf.less(value, thresholds.matched), unmatched, matches); // [N]
    }
    if (!forceMatchForEachRow) return matches;
    // Not tf.oneHot, which refuses a depth of 1.
    const columnIndex = tf.range(0, columns, 1, 'int32'); // [N]
    const wanted = tf.cast(tf.equal(tf.expandDims(tf.argMax(similarity, 1), 1), columnIndex), 'float32'); // [M, N]
    // The row that wins a column has the largest number: rows counted from the end, or for E1 from the start.
    const order = revision === 'E1' ? tf.range(1, rows + 1) : tf.range(rows, 0, -1); // [M]
    const counts = revision === 'E1' || validRows === undefined ? order : tf.mul(order, tf.cast(tf.notEqual(validRows, 0), 'float32')); // [M]
    const winner = tf.max(tf.mul(wanted, tf.expandDims(counts, 1)), 0); // [N], 0 where no row forces
    const row = revision === 'E1' ? tf.sub(winner, 1) : tf.sub(rows, winner); // [N]
    return tf.where(tf.greater(winner, 0), tf.cast(row, 'int32'), matches) as tf.Tensor1D; // [N]
  });
}

function constant(columns: number, match: number): tf.Tensor1D {
  return tf.tensor1d(new Int32Array(columns).fill(match), 'int32');
}

/** Targets of a batch on the device. The caller disposes them. */
export type TargetTensors = {
  /** int32 `[B, N]`, index of the truth, -1 for background, -2 for ignored. */
  matches: tf.Tensor2D;
  /** int32 `[B, N]`, class of the truth, 0 for background and ignored. */
  classIds: tf.Tensor2D;
  /** float32 `[B, N]`. */
  classWeights: tf.Tensor2D;
  /** float32 `[B, N, codeSize]`. */
  boxTargets: tf.Tensor3D;
  /** float32 `[B, N]`. */
  boxWeights: tf.Tensor2D;
};

/**
 * Targets of a batch as tensors: what `assigner.assignBatch` computes, moved to the device in five copies.
 *
 * @param assigner - of `createTargetAssigner`.
 * @param groundTruths - one an image.
 * @throws as `assigner.assignBatch`.
 */
export function assignTargetTensors(assigner: TargetAssigner, groundTruths: readonly AssignerGroundTruth[]): TargetTensors {
  const targets = assigner.assignBatch(groundTruths);
  const shape: [number, number] = [groundTruths.length, assigner.numAnchors];
  return {
    matches: tf.tensor2d(targets.matches, shape, 'int32'),
    classIds: tf.tensor2d(targets.classIds, shape, 'int32'),
    classWeights: tf.tensor2d(targets.classWeights, shape),
    boxTargets: tf.tensor3d(targets.boxTargets, [...shape, assigner.coder.codeSize]),
    boxWeights: tf.tensor2d(targets.boxWeights, shape),
  };
}
