import {checkRange, checkRevision, DEFAULT_REVISION, OptionError} from '@oid/core';
import type {Revision} from '@oid/core';
import {checkLength, checkNoNaN} from './check-numbers.ts';
import type {Defaults} from './defaults.ts';

/** Fields and defaults of the reference's `ArgMaxMatcher`. */
export type ArgMaxMatchOptions = {
  /** A column matches its best row from this similarity on. @default 0.5 */
  matchedThreshold?: number | undefined;
  /** Below this a column is background; between the two it is ignored. At most `matchedThreshold`. @default `matchedThreshold` */
  unmatchedThreshold?: number | undefined;
  /** No thresholds: every column matches its best row. @default false */
  ignoreThresholds?: boolean | undefined;
  /** Background lies below the ignore band; `false` swaps the two, and then the thresholds must differ. @default true */
  negativesLowerThanUnmatched?: boolean | undefined;
  /** Every row takes its best column besides, whatever the similarity. @default false */
  forceMatchForEachRow?: boolean | undefined;
  /** When several rows force one column: E1 gives it to the last, E2 and E3 to the first. @default 'E2' */
  revision?: Revision | undefined;
};

export const ARG_MAX_MATCH_DEFAULTS: Defaults<
  ArgMaxMatchOptions,
  'matchedThreshold' | 'ignoreThresholds' | 'negativesLowerThanUnmatched' | 'forceMatchForEachRow' | 'revision'
> = {
  matchedThreshold: 0.5,
  ignoreThresholds: false,
  negativesLowerThanUnmatched: true,
  forceMatchForEachRow: false,
  revision: 'E2',
};

/** Result of a matcher for a column without a row: background. */
export const UNMATCHED = -1;
/** Result of a matcher for a column that takes no part in the loss. */
export const IGNORED = -2;

/** A matrix of similarities: rows are ground truth, columns are anchors. */
export type SimilarityMatrix = {
  /** `[rows, columns]` flat, row-major, higher is more similar. */
  values: Float32Array;
  rows: number;
  columns: number;
};

/**
 * Matches each column (anchor) to its most similar row (truth), the lowest of equals. With `v` the best similarity, in float32: `v` at least
 * `matchedThreshold` matches, `v` below `unmatchedThreshold` is background, between lies the ignore band. Then, with
 * `forceMatchForEachRow`, every row takes its best column (the lowest of equals), one that it does not overlap at all included.
 *
 * @param similarity - no rows make every column background.
 * @param validRows - `[rows]`, 0 marks padding, which is left out of force matching but, as in the reference, not of the thresholds.
 * E1 knows no such rows.
 * @returns `[columns]`, the row of each column, -1 for background, -2 for ignored.
 * @throws OptionError for thresholds that are NaN or the wrong way round; ShapeError when a length is wrong; {@link InvalidNumberError} for NaN.
 * @see TensorFlow Object Detection API, `ArgMaxMatcher`.
 */
export function argMaxMatch(similarity: SimilarityMatrix, options: ArgMaxMatchOptions = {}, validRows?: Uint8Array): Int32Array {
  const {values, rows, columns} = similarity;
  const resolved = resolveArgMaxMatch(options);
  checkSimilarity(similarity);
  if (validRows !== undefined) checkLength(validRows, 'validRows', rows, 'one a row');
  const best: BestMatches = {
    columnValue: new Float32Array(columns).fill(-Infinity),
    columnRow: new Int32Array(columns),
    rowColumn: new Int32Array(rows),
  };
  for (let i = 0; i < rows; i++) {
    let rowValue = -Infinity;
    for (let j = 0; j < columns; j++) {
      const value = values[i * columns + j] as number;
      if (value > (best.columnValue[j] as number)) {
        best.columnValue[j] = value;
        best.columnRow[j] = i;
      }
      if (value > rowValue) {
        rowValue = value;
        best.rowColumn[i] = j;
      }
    }
  }
  return decideMatches(best, resolved, validRows);
}

/** Throws ShapeError unless the lengths agree, and InvalidNumberError for NaN. */
export function checkSimilarity({values, rows, columns}: SimilarityMatrix): void {
  checkRange('similarity.rows', rows, {min: 0, integer: true});
  checkRange('similarity.columns', columns, {min: 0, integer: true});
  checkLength(values, 'similarity.values', rows * columns, `rows times columns`);
  checkNoNaN(values, 'similarity.values');
}

/** What a pass over the similarities leaves: the best row of each column with its value, and the best column of each row. */
export type BestMatches = {columnValue: Float32Array; columnRow: Int32Array; rowColumn: Int32Array};

export type ResolvedArgMaxMatch = {
  /** Undefined where thresholds are ignored. */
  thresholds: {matched: number; unmatched: number} | undefined;
  negativesLowerThanUnmatched: boolean;
  forceMatchForEachRow: boolean;
  revision: Revision;
};

/** Fills in and checks the options. */
export function resolveArgMaxMatch(options: ArgMaxMatchOptions): ResolvedArgMaxMatch {
  const matched = Math.fround(checkRange('matchedThreshold', options.matchedThreshold ?? ARG_MAX_MATCH_DEFAULTS.matchedThreshold, {}));
  const unmatched = Math.fround(checkRange('unmatchedThreshold', options.unmatchedThreshold ?? matched, {}));
  const negativesLowerThanUnmatched = options.negativesLowerThanUnmatched ?? ARG_MAX_MATCH_DEFAULTS.negativesLowerThanUnmatched;
  const usesThresholds = !(options.ignoreThresholds ?? ARG_MAX_MATCH_DEFAULTS.ignoreThresholds);
  if (usesThresholds && unmatched > matched) {
    throw new OptionError('unmatchedThreshold', unmatched, `at most matchedThreshold, ${matched}`);
  }
  if (usesThresholds && !negativesLowerThanUnmatched && unmatched === matched) {
    throw new OptionError('unmatchedThreshold', unmatched, `below matchedThreshold when negativesLowerThanUnmatched is false`);
  }
  return {
    thresholds: usesThresholds ? {matched, unmatched} : undefined,
    negativesLowerThanUnmatched,
    forceMatchForEachRow: options.forceMatchForEachRow ?? ARG_MAX_MATCH_DEFAULTS.forceMatchForEachRow,
    revision: checkRevision(options.revision ?? DEFAULT_REVISION),
  };
}

/** Applies thresholds and force matching to what a pass over the similarities found. */
export function decideMatches(best: BestMatches, options: ResolvedArgMaxMatch, validRows: Uint8Array | undefined): Int32Array {
  const {columnValue, columnRow, rowColumn} = best;
  const matches = new Int32Array(columnRow.length);
  if (rowColumn.length === 0) return matches.fill(UNMATCHED);
  if (matches.length === 0) return matches;
  const {thresholds} = options;
  if (thresholds === undefined) {
    matches.set(columnRow);
  } else {
    const {matched, unmatched} = thresholds;
    const [below, between] = options.negativesLowerThanUnmatched ? [UNMATCHED, IGNORED] : [IGNORED, UNMATCHED];
    for (let j = 0; j < matches.length; j++) {
      const value = columnValue[j] as number;
      matches[j] = value >= matched ? (columnRow[j] as number) : value >= unmatched ? between : below;
    }
  }
  if (options.forceMatchForEachRow) {
    const lastWins = options.revision === 'E1';
    for (let k = 0; k < rowColumn.length; k++) {
      const i = lastWins ? k : rowColumn.length - 1 - k;
      if (lastWins || validRows === undefined || validRows[i] !== 0) matches[rowColumn[i] as number] = i;
    }
  }
  return matches;
}
