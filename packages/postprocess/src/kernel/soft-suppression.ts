import {CandidateStream, orderedKey} from './candidate-stream.ts';
import {exp} from './exp.ts';
import type {GreedyTask, Sink} from './greedy-suppression.ts';
import {sortKeys} from './sort-keys.ts';

/**
 * Soft suppression: a box loses score for each kept box that it overlaps, by exp(-IoU^2 / (2 sigma)), and goes back into the queue; above the IoU
 * threshold it loses all. Columns are done one by one and then merged, since scores fall on the way.
 *
 * @see Bodla et al. 2017, Soft-NMS, arXiv:1704.04503; TensorFlow's `NonMaxSuppressionV5`, whose order of steps this follows.
 */
export function suppressSoftly(task: GreedyTask, sigma: number, sink: Sink): void {
  const rows = task.scores.length / task.columns;
  const stream = new CandidateStream(task.scores, task.columns, task.scoreThreshold, Infinity);
  if (!stream.next()) return;
  // Back to column after column, each by score.
  const columnOf = Uint32Array.from(stream.ids, (id) => Math.trunc(id / rows));
  const byColumn = sortKeys(columnOf, stream.ids);
  const kept = {scores: new Float32Array(stream.total), ids: new Uint32Array(stream.total), count: 0};
  for (let start = 0, end = 1; end <= stream.total; end++) {
    if (end < stream.total && byColumn.keys[end] === byColumn.keys[start]) continue;
    suppressColumn(task, sigma, byColumn.ids.subarray(start, end), kept);
    start = end;
  }
  const bits = new Uint32Array(kept.scores.buffer);
  const keys = Uint32Array.from(bits.subarray(0, kept.count), (value) => 0xffffffff - orderedKey(value));
  const order = sortKeys(
    keys,
    Uint32Array.from({length: kept.count}, (_, k) => k),
  ).ids;
  for (const k of order) {
    const id = kept.ids[k] as number;
    const column = Math.trunc(id / rows);
    const row = id - column * rows;
    if (!sink(row, column, boxOf(task, row, column), kept.scores[k] as number)) return;
  }
}

function suppressColumn(
  task: GreedyTask,
  sigma: number,
  ids: Uint32Array,
  kept: {scores: Float32Array; ids: Uint32Array; count: number},
): void {
  const {scores, columns, boxes} = task;
  const rows = scores.length / columns;
  const scoreThreshold = Math.fround(task.scoreThreshold);
  const iouThreshold = Math.fround(task.iouThreshold);
  const scale = Math.fround(-0.5 / Math.fround(sigma));
  const queue = new ScoreQueue(ids.length);
  for (const id of ids) {
    const column = Math.trunc(id / rows);
    const row = id - column * rows;
    if (task.prepare?.(boxOf(task, row, column)) !== false) queue.push(scores[row * columns + column] as number, id, 0);
  }
  const first = kept.count;
  while (queue.size > 0 && kept.count - first < task.maxPerGroup) {
    const {score: found, id, seen} = queue.top();
    queue.pop();
    const column = Math.trunc(id / rows);
    const box = boxOf(task, id - column * rows, column);
    let score = found;
    // Those that were kept before the last visit have had their say.
    for (let k = kept.count - 1; k >= first + seen; k--) {
      const other = kept.ids[k] as number;
      const overlap = iou(boxes, 4 * box, 4 * boxOf(task, other - column * rows, column));
      const weight = overlap <= iouThreshold ? Math.fround(exp(Math.fround(Math.fround(scale * overlap) * overlap))) : 0;
      score = Math.fround(score * weight);
      if (score <= scoreThreshold) break;
    }
    if (score === found) {
      kept.scores[kept.count] = score;
      kept.ids[kept.count++] = id;
    } else if (score > scoreThreshold) {
      queue.push(score, id, kept.count - first);
    }
  }
}

function boxOf({boxesPerRow}: GreedyTask, row: number, column: number): number {
  return boxesPerRow === 1 ? row : row * boxesPerRow + column;
}

/** In float32, as TensorFlow's kernel; 0 where a box has no area. */
function iou(boxes: Float32Array, i: number, j: number): number {
  const height = Math.fround(Math.min(boxes[i + 2] as number, boxes[j + 2] as number) - Math.max(boxes[i] as number, boxes[j] as number));
  const width = Math.fround(
    Math.min(boxes[i + 3] as number, boxes[j + 3] as number) - Math.max(boxes[i + 1] as number, boxes[j + 1] as number),
  );
  const [areaI, areaJ] = [area(boxes, i), area(boxes, j)];
  if (height <= 0 || width <= 0 || areaI <= 0 || areaJ <= 0) return 0;
  const shared = Math.fround(height * width);
  return Math.fround(shared / Math.fround(Math.fround(areaI + areaJ) - shared));
}

function area(boxes: Float32Array, k: number): number {
  return Math.fround(
    Math.fround((boxes[k + 2] as number) - (boxes[k] as number)) * Math.fround((boxes[k + 3] as number) - (boxes[k + 1] as number)),
  );
}

/** A binary heap of candidates: highest score on top, of equals the lowest id. */
class ScoreQueue {
  readonly #scores: Float32Array;
  readonly #ids: Uint32Array;
  /** How many kept boxes the candidate had met when it was put in. */
  readonly #seen: Uint32Array;
  size = 0;

  constructor(capacity: number) {
    this.#scores = new Float32Array(capacity + 1);
    this.#ids = new Uint32Array(capacity + 1);
    this.#seen = new Uint32Array(capacity + 1);
  }

  top(): {score: number; id: number; seen: number} {
    return {score: this.#scores[1] as number, id: this.#ids[1] as number, seen: this.#seen[1] as number};
  }

  push(score: number, id: number, seen: number): void {
    let place = ++this.size;
    while (place > 1 && this.#comesBefore(score, id, place >> 1)) {
      this.#move(place >> 1, place);
      place >>= 1;
    }
    this.#put(place, score, id, seen);
  }

  pop(): void {
    const last = this.size--;
    const score = this.#scores[last] as number;
    const id = this.#ids[last] as number;
    const seen = this.#seen[last] as number;
    let place = 1;
    for (let child = 2; child <= this.size; child = 2 * place) {
      if (child < this.size && this.#comesBefore(this.#scores[child + 1] as number, this.#ids[child + 1] as number, child)) child++;
      if (this.#comesBefore(score, id, child)) break;
      this.#move(child, place);
      place = child;
    }
    this.#put(place, score, id, seen);
  }

  #comesBefore(score: number, id: number, place: number): boolean {
    const other = this.#scores[place] as number;
    return score > other || (score === other && id < (this.#ids[place] as number));
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#scores[from] as number, this.#ids[from] as number, this.#seen[from] as number);
  }

  #put(place: number, score: number, id: number, seen: number): void {
    this.#scores[place] = score;
    this.#ids[place] = id;
    this.#seen[place] = seen;
  }
}
