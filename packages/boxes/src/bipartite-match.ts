import {checkSimilarity, UNMATCHED} from './arg-max-match.ts';
import type {SimilarityMatrix} from './arg-max-match.ts';
import {checkLength} from './check-numbers.ts';

/**
 * Greedy one-to-one matching: joins the most similar pair of a free row and a free column, again and again, until rows or columns run out.
 * No threshold: the last pairs may have nothing in common. Ties go to the lowest row, then to the lowest column.
 *
 * Each row remembers its best free column, so time is in proportion to rows times columns, plus columns each time that two rows want one.
 *
 * @param similarity - rows are ground truth, columns are anchors.
 * @param validRows - `[rows]`, 0 marks padding, which takes no column.
 * @returns `[columns]`, the row of each column, or -1.
 * @throws ShapeError when a length is wrong; {@link InvalidNumberError} for NaN.
 * @see TensorFlow Object Detection API, `GreedyBipartiteMatcher`.
 */
export function bipartiteMatch(similarity: SimilarityMatrix, validRows?: Uint8Array): Int32Array {
  const {values, rows, columns} = similarity;
  checkSimilarity(similarity);
  if (validRows !== undefined) checkLength(validRows, 'validRows', rows, 'one a row');
  const matches = new Int32Array(columns).fill(UNMATCHED);
  const bestFree = (i: number): number => {
    let best = -1;
    for (let j = 0; j < columns; j++) {
      if (matches[j] === UNMATCHED && (best === -1 || (values[i * columns + j] as number) > (values[i * columns + best] as number)))
        best = j;
    }
    return best;
  };
  const wanted = Int32Array.from({length: rows}, (_, i) => (validRows === undefined || validRows[i] !== 0 ? bestFree(i) : -1));
  for (;;) {
    let row = -1;
    for (let i = 0; i < rows; i++) {
      if (wanted[i] === -1) continue;
      if (row === -1 || valueOf(similarity, i, wanted) > valueOf(similarity, row, wanted)) row = i;
    }
    if (row === -1) return matches;
    const column = wanted[row] as number;
    matches[column] = row;
    wanted[row] = -1;
    for (let i = 0; i < rows; i++) if (wanted[i] === column) wanted[i] = bestFree(i);
  }
}

function valueOf({values, columns}: SimilarityMatrix, i: number, wanted: Int32Array): number {
  return values[i * columns + (wanted[i] as number)] as number;
}
