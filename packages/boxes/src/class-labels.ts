import {checkRange, OptionError, ShapeError} from '@oid/core';
import {checkClasses} from './check-numbers.ts';

export type OneHotLabelsOptions = {
  /** Prepend the background column, as a predictor of `numClasses + 1` columns needs. @default true */
  background?: boolean | undefined;
};

/**
 * Rows with a 1 in the column of each class.
 *
 * @param classes - `[M]`, label-map ids from 1; with a background column also 0, as in the `classIds` of a target assigner.
 * @param numClasses - without background.
 * @returns `[M, numClasses + 1]`, or `[M, numClasses]` without a background column.
 * @throws {@link InvalidClassError} for a class out of range; OptionError for a bad `numClasses`.
 * @see TensorFlow Object Detection API, `SSDMetaArch._assign_targets`.
 */
export function oneHotLabels(classes: Int32Array, numClasses: number, options: OneHotLabelsOptions = {}): Float32Array {
  checkRange('numClasses', numClasses, {min: 1, integer: true});
  const background = options.background ?? true;
  checkClasses(background ? classes.filter((classId) => classId !== 0) : classes, 'classes', numClasses);
  const columns = numClasses + (background ? 1 : 0);
  const labels = new Float32Array(classes.length * columns);
  for (let i = 0; i < classes.length; i++) labels[i * columns + (classes[i] as number) - (background ? 0 : 1)] = 1;
  return labels;
}

/**
 * Class targets of anchors from labels of any width: the label of the anchor's truth, or the unmatched label for background and ignored.
 * For SSD, `labels` are {@link oneHotLabels} (or several ones a row) and the unmatched label is 1 in column 0, or all zeros with
 * `encode_background_as_zeros`; for region proposals both have one column.
 *
 * @param matches - `[N]`, of a matcher.
 * @param labels - `[M, columns]` flat.
 * @param unmatchedLabel - `[columns]`.
 * @returns `[N, columns]`.
 * @throws ShapeError when `labels` is not a whole number of rows; OptionError for a match beyond them.
 * @see TensorFlow Object Detection API, `TargetAssigner._create_classification_targets`.
 */
export function denseClassTargets(matches: Int32Array, labels: Float32Array, unmatchedLabel: Float32Array): Float32Array {
  const columns = unmatchedLabel.length;
  if (columns === 0 || labels.length % columns !== 0)
    throw new ShapeError('labels', [labels.length], `[M * ${columns}], as unmatchedLabel`);
  const rows = labels.length / columns;
  const targets = new Float32Array(matches.length * columns);
  for (let j = 0; j < matches.length; j++) {
    const row = matches[j] as number;
    if (row >= rows) throw new OptionError(`matches[${j}]`, row, `a row of labels, below ${rows}`);
    targets.set(row >= 0 ? labels.subarray(row * columns, (row + 1) * columns) : unmatchedLabel, j * columns);
  }
  return targets;
}

/**
 * Class weights repeated for every column, as E2 and later give them to a loss.
 *
 * @param classWeights - `[N]`.
 * @param columns - number of class columns, from 1.
 * @returns `[N, columns]`.
 */
export function tileClassWeights(classWeights: Float32Array, columns: number): Float32Array {
  checkRange('columns', columns, {min: 1, integer: true});
  const tiled = new Float32Array(classWeights.length * columns);
  for (let j = 0; j < classWeights.length; j++) tiled.fill(classWeights[j] as number, j * columns, (j + 1) * columns);
  return tiled;
}
