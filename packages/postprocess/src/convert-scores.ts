import {checkFinite, checkOneOf, checkRange, checkRevision, NotFiniteError, OptionError, ShapeError} from '@oid/core';
import type {Revision} from '@oid/core';
import {calibratorOf} from './calibrate-scores.ts';
import type {ScoreCalibration} from './calibrate-scores.ts';
import {exp} from './kernel/exp.ts';

/** How logits become scores; the names are those of `score_converter` in a pipeline config, in lower case. */
export type ScoreConverter = 'identity' | 'sigmoid' | 'softmax';

export type ConvertScoresOptions = {
  /** @default 'identity' (`score_converter` of the Object Detection API) */
  converter?: ScoreConverter | undefined;
  /** Logits are divided by this first; any finite number but 0. @default 1 (`logit_scale`) */
  logitScale?: number | undefined;
  /** What makes probabilities of scores, such as an isotonic regression (`calibration_config`); not with E1. @default none */
  calibration?: ScoreCalibration | undefined;
  /** Whether column 0 stays in the result. @default false */
  keepBackground?: boolean | undefined;
  /** E1 leaves out column 0 before it converts, so that softmax shares are those among classes; later ones after. @default 'E2' */
  revision?: Revision | undefined;
};

export const CONVERT_SCORES_DEFAULTS: {
  readonly converter: ScoreConverter;
  readonly logitScale: number;
  readonly keepBackground: boolean;
  readonly revision: Revision;
} = {converter: 'identity', logitScale: 1, keepBackground: false, revision: 'E2'};

/**
 * Turns class logits into scores and leaves out the background, as an SSD or the second stage of a Faster R-CNN does. Finite for any finite
 * logits; the same bits on every engine. With a `calibration` the scores of all columns, background too, go through it; a temperature comes first.
 *
 * @param classLogits - `[N, K + 1]`, column 0 is background. Not changed.
 * @param numClassesWithBackground - K + 1, at least 2.
 * @returns `[N, K]`, column c - 1 is class c; `[N, K + 1]` with `keepBackground`. Sigmoid and softmax give numbers in [0, 1]. N = 0 gives length 0.
 * @throws {@link NotFiniteError} for a logit that is NaN or infinite, or becomes so when divided; ShapeError when the length is no multiple of
 * K + 1; OptionError for an option out of range, and for `keepBackground` or `calibration` with revision E1, which has neither.
 * @see TensorFlow Object Detection API, `post_processing_builder` and `calibration_builder`.
 */
export function convertScores(
  classLogits: Float32Array,
  numClassesWithBackground: number,
  options: ConvertScoresOptions = {},
): Float32Array {
  const columns = checkRange('numClassesWithBackground', numClassesWithBackground, {min: 2, integer: true});
  const {converter, logitScale, keepBackground, revision} = resolve(options);
  const calibrator = options.calibration === undefined ? undefined : calibratorOf(options.calibration, columns);
  const temperature = calibrator?.temperature ?? 1;
  if (classLogits.length % columns !== 0) throw new ShapeError('classLogits', [classLogits.length], `[N * ${columns}]`);
  checkFinite(classLogits, 'classLogits');
  const firstIn = revision === 'E1' ? 1 : 0;
  const firstOut = keepBackground ? 0 : 1;
  const scores = new Float32Array((classLogits.length / columns) * (columns - firstOut));
  const row = new Float64Array(columns);
  for (let start = 0, out = 0; start < classLogits.length; start += columns) {
    for (let c = firstIn; c < columns; c++) {
      const logit = Math.fround(Math.fround((classLogits[start + c] as number) / temperature) / logitScale);
      if (!Number.isFinite(logit)) throw new NotFiniteError('classLogits / logitScale', start + c, logit);
      row[c] = logit;
    }
    convertRow(row, firstIn, converter);
    calibrator?.calibrate(row);
    for (let c = firstOut; c < columns; c++) scores[out++] = row[c] as number;
  }
  return scores;
}

function convertRow(row: Float64Array, first: number, converter: ScoreConverter): void {
  if (converter === 'sigmoid') for (let c = first; c < row.length; c++) row[c] = 1 / (1 + exp(-(row[c] as number)));
  else if (converter === 'softmax') softmaxRow(row, first);
}

/** Softmax of the columns from `first`, in place; the largest logit is subtracted first, so that none overflows. */
export function softmaxRow(row: Float64Array, first: number): void {
  let largest = -Infinity;
  for (let c = first; c < row.length; c++) largest = Math.max(largest, row[c] as number);
  let sum = 0;
  for (let c = first; c < row.length; c++) {
    const power = exp((row[c] as number) - largest);
    row[c] = power;
    sum += power;
  }
  for (let c = first; c < row.length; c++) row[c] = (row[c] as number) / sum;
}

function resolve(options: ConvertScoresOptions): typeof CONVERT_SCORES_DEFAULTS {
  const defaults = CONVERT_SCORES_DEFAULTS;
  const logitScale = checkRange('logitScale', options.logitScale ?? defaults.logitScale, {});
  if (logitScale === 0 || !Number.isFinite(logitScale)) throw new OptionError('logitScale', logitScale, 'a finite number other than 0');
  const keepBackground = options.keepBackground ?? defaults.keepBackground;
  const revision = checkRevision(options.revision ?? defaults.revision);
  if (keepBackground && revision === 'E1')
    throw new OptionError('keepBackground', true, 'false with revision E1, which leaves it out first');
  if (options.calibration !== undefined && revision === 'E1')
    throw new OptionError('calibration', options.calibration.type, 'left out with revision E1, which has none');
  return {
    converter: checkOneOf('converter', options.converter ?? defaults.converter, ['identity', 'sigmoid', 'softmax']),
    logitScale,
    keepBackground,
    revision,
  };
}
