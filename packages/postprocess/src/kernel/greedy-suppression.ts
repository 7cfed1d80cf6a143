import {CandidateStream} from './candidate-stream.ts';
import {KeptBoxes} from './kept-boxes.ts';

export type GreedyTask = {
  /** `[rows, columns]`, finite or refused. */
  scores: Float32Array;
  columns: number;
  /** `[rows * boxesPerRow, 4]`; with `prepare`, room for them. */
  boxes: Float32Array;
  /** 1, or the number of columns. */
  boxesPerRow: number;
  /** With one column: which rows compete. Undefined: columns compete within themselves, and one column is one group. */
  groups: {of: Int32Array; count: number} | undefined;
  scoreThreshold: number;
  iouThreshold: number;
  /** Most boxes kept in a group. */
  maxPerGroup: number;
  /** Most boxes that the sink is likely to take, so that no more are sorted at first. */
  expected: number;
  /** Fills in a box when it is first looked at; false leaves it out. */
  prepare: ((box: number) => boolean) | undefined;
  /** A typical size of boxes: only speed depends on it. */
  typical: {height: number; width: number};
};

/** Takes a kept box; false when it wants no more. */
export type Sink = (row: number, column: number, box: number, score: number) => boolean;

const UNKNOWN = 0;
const READY = 1;
const LEFT_OUT = 2;

/**
 * Greedy suppression of all columns at once, in the order of the result: score descending, then column, then row. So it stops as soon as the
 * sink is full, with the result that going column by column, sorting and cutting would give.
 */
export function suppressGreedily(task: GreedyTask, sink: Sink): void {
  const {scores, columns, boxes, boxesPerRow, groups, maxPerGroup, prepare} = task;
  const rows = scores.length / columns;
  const stream = new CandidateStream(scores, columns, task.scoreThreshold, Math.max(256, 4 * task.expected));
  if (maxPerGroup === 0) return;
  const numGroups = groups?.count ?? columns;
  const kept = new KeptBoxes(
    numGroups,
    task.iouThreshold,
    {perGroup: Math.min(maxPerGroup, stream.total), inAll: stream.total},
    task.typical,
  );
  const states = prepare === undefined ? undefined : new Uint8Array(rows * boxesPerRow);
  while (stream.next()) {
    const {ids} = stream;
    for (let i = 0; i < ids.length; i++) {
      const id = ids[i] as number;
      const column = columns === 1 ? 0 : Math.trunc(id / rows);
      const row = id - column * rows;
      const group = groups === undefined ? column : (groups.of[row] as number);
      if (kept.countOf(group) >= maxPerGroup) continue;
      const box = boxesPerRow === 1 ? row : row * boxesPerRow + column;
      if (states !== undefined && prepare !== undefined) {
        if (states[box] === UNKNOWN) states[box] = prepare(box) ? READY : LEFT_OUT;
        if (states[box] === LEFT_OUT) continue;
      }
      const k = 4 * box;
      const added = kept.addUnlessOverlapping(
        group,
        boxes[k] as number,
        boxes[k + 1] as number,
        boxes[k + 2] as number,
        boxes[k + 3] as number,
      );
      if (added && !sink(row, column, box, scores[row * columns + column] as number)) return;
    }
  }
}

/** Mean height and width of boxes, of every so many where there are many. */
export function typicalSize(boxes: Float32Array): {height: number; width: number} {
  const step = 4 * Math.max(1, Math.floor(boxes.length / 4 / 1024));
  let height = 0;
  let width = 0;
  let count = 0;
  for (let k = 0; k < boxes.length; k += step, count++) {
    height += (boxes[k + 2] as number) - (boxes[k] as number);
    width += (boxes[k + 3] as number) - (boxes[k + 1] as number);
  }
  return {height: height / count, width: width / count};
}
