import {OptionError, ShapeError} from '@oid/core';

export type ConfusionMatrixOptions = {
  /** Classes of rows and columns, in this order; pairs with another class are left out. @default all that occur, ascending */
  labels?: readonly number[] | undefined;
};

export type ConfusionMatrix = {
  /** `[K]`. */
  labels: Int32Array;
  /** `[K, K]` row-major: element `i * K + j` counts rows of class `labels[i]` that were predicted as `labels[j]`. */
  counts: Float64Array;
};

/**
 * How often each class was predicted as each. Background may be one of the classes.
 *
 * @param predicted - `[N]`, classes, any whole numbers.
 * @param target - `[N]`, likewise. N = 0 gives counts of zero.
 * @throws ShapeError (`core/shape`) when lengths differ; OptionError (`core/option`) for labels that are given twice.
 * @see scikit-learn, `confusion_matrix`, whose rows are the target too; its first argument is the target, ours the prediction.
 */
export function confusionMatrix(predicted: Int32Array, target: Int32Array, options: ConfusionMatrixOptions = {}): ConfusionMatrix {
  if (predicted.length !== target.length) throw new ShapeError('predicted', [predicted.length], `[${target.length}], as target`);
  const labels = Int32Array.from(options.labels ?? labelsOf(predicted, target));
  const places = new Map([...labels].map((label, place) => [label, place]));
  if (places.size !== labels.length) throw new OptionError('labels', `[${labels.join(', ')}]`, 'classes, each once');
  const counts = new Float64Array(labels.length ** 2);
  for (let i = 0; i < target.length; i++) {
    const row = places.get(target[i] as number);
    const column = places.get(predicted[i] as number);
    if (row !== undefined && column !== undefined) (counts[row * labels.length + column] as number)++;
  }
  return {labels, counts};
}

/** The classes that occur, ascending. */
export function labelsOf(predicted: Int32Array, target: Int32Array): Int32Array {
  return Int32Array.from(new Set([...predicted, ...target])).sort();
}
