import {OptionError, ShapeError} from '@oid/core';
import {labelsOf} from './confusion-matrix.ts';

export type ClassificationReportOptions = {
  /** Classes reported, in this order. @default all that occur, ascending */
  labels?: readonly number[] | undefined;
  /** Names of the classes, in the order of labels. @default the numbers */
  names?: readonly string[] | undefined;
  /** What takes the place of a number whose denominator is 0, such as the precision of a class never predicted. @default 0 */
  zeroDivision?: 0 | 1 | undefined;
};

export type ClassificationScores = {precision: number; recall: number; f1: number; support: number};

export type ClassificationReport = {
  perClass: (ClassificationScores & {label: number; name: string})[];
  /** The share predicted rightly; undefined where labels leave classes out, and `microAverage` stands instead. */
  accuracy: number | undefined;
  /** Over all pairs of the labels at once; undefined where it is the accuracy. */
  microAverage: ClassificationScores | undefined;
  /** Mean over classes. */
  macroAverage: ClassificationScores;
  /** Mean over classes, weighted by support. */
  weightedAverage: ClassificationScores;
};

/**
 * Precision, recall and F1 of every class, and their averages, as scikit-learn's `classification_report` has them. `report` prints it in
 * scikit-learn's layout.
 *
 * @param predicted - `[N]`, classes, any whole numbers.
 * @param target - `[N]`, likewise. `support` counts these.
 * @throws ShapeError (`core/shape`) when lengths differ or N = 0; OptionError (`core/option`) for labels given twice, or names of another number.
 */
export function classificationReport(
  predicted: Int32Array,
  target: Int32Array,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  if (predicted.length !== target.length || target.length === 0) {
    throw new ShapeError('predicted', [predicted.length], `[${target.length}], as target, and not empty`);
  }
  const present = labelsOf(predicted, target);
  const labels = Int32Array.from(options.labels ?? present);
  const known = new Set(labels);
  if (known.size !== labels.length || labels.length === 0) throw new OptionError('labels', `[${labels.join(', ')}]`, 'classes, each once');
  const names = options.names ?? Array.from(labels, String);
  if (names.length !== labels.length) throw new OptionError('names', `a list of ${names.length}`, `a list of ${labels.length}, as labels`);
  const zeroDivision = options.zeroDivision ?? 0;
  if (zeroDivision !== 0 && zeroDivision !== 1) throw new OptionError('zeroDivision', zeroDivision, '0 or 1');

  const tallies = new Map(Array.from(labels, (label) => [label, {right: 0, predicted: 0, support: 0}]));
  for (let i = 0; i < target.length; i++) {
    const [asked, given] = [tallies.get(target[i] as number), tallies.get(predicted[i] as number)];
    if (asked !== undefined) asked.support++;
    if (given !== undefined) given.predicted++;
    if (asked !== undefined && asked === given) asked.right++;
  }
  const columns = [...tallies.values()];
  const perClass = columns.map((tally, k) => ({
    label: labels[k] as number,
    name: names[k] as string,
    ...scoresOf(tally, zeroDivision),
  }));
  const total = {right: 0, predicted: 0, support: 0};
  for (const tally of columns) {
    total.right += tally.right;
    total.predicted += tally.predicted;
    total.support += tally.support;
  }
  const whole = present.every((label) => known.has(label));
  const micro = scoresOf(total, zeroDivision);
  return {
    perClass,
    accuracy: whole ? micro.f1 : undefined,
    microAverage: whole ? undefined : micro,
    macroAverage: {...mean(perClass, () => 1, 0), support: total.support},
    weightedAverage: {...mean(perClass, ({support}) => support, zeroDivision), support: total.support},
  };
}

function scoresOf(
  {right, predicted, support}: {right: number; predicted: number; support: number},
  zeroDivision: number,
): ClassificationScores {
  return {
    precision: predicted === 0 ? zeroDivision : right / predicted,
    recall: support === 0 ? zeroDivision : right / support,
    f1: predicted + support === 0 ? zeroDivision : (2 * right) / (predicted + support),
    support,
  };
}

function mean(
  rows: readonly ClassificationScores[],
  weight: (row: ClassificationScores) => number,
  zeroDivision: number,
): {precision: number; recall: number; f1: number} {
  const weights = rows.reduce((sum, row) => sum + weight(row), 0);
  const of = (key: 'precision' | 'recall' | 'f1'): number =>
    weights === 0 ? zeroDivision : rows.reduce((sum, row) => sum + row[key] * weight(row), 0) / weights;
  return {precision: of('precision'), recall: of('recall'), f1: of('f1')};
}
