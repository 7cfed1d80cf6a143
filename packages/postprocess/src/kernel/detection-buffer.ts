/** Rows of detections as they are found, in arrays that grow by doubling. */
export class DetectionBuffer {
  #boxes: Float32Array;
  #scores: Float32Array;
  #classes: Int32Array;
  #rows: Int32Array;
  count = 0;

  constructor(expected: number) {
    this.#boxes = new Float32Array(4 * expected);
    this.#scores = new Float32Array(expected);
    this.#classes = new Int32Array(expected);
    this.#rows = new Int32Array(expected);
  }

  /** Where the next box is to be written: an offset into {@link boxes}. */
  get nextOffset(): number {
    if (this.count === this.#scores.length) this.#grow();
    return 4 * this.count;
  }

  /** Valid until the buffer grows. */
  get boxes(): Float32Array {
    return this.#boxes;
  }

  /** Adds a row whose box has been written at `nextOffset`. */
  push(score: number, classId: number, row: number): void {
    this.#scores[this.count] = score;
    this.#classes[this.count] = classId;
    this.#rows[this.count++] = row;
  }

  /** Copies of the rows, zeros after them up to `length`; there, rows are -1. */
  finish(length: number): {boxes: Float32Array; scores: Float32Array; classes: Int32Array; rows: Int32Array; count: number} {
    const {count} = this;
    const boxes = new Float32Array(4 * length);
    const scores = new Float32Array(length);
    const classes = new Int32Array(length);
    const rows = new Int32Array(length).fill(-1, count);
    boxes.set(this.#boxes.subarray(0, 4 * count));
    scores.set(this.#scores.subarray(0, count));
    classes.set(this.#classes.subarray(0, count));
    rows.set(this.#rows.subarray(0, count));
    return {boxes, scores, classes, rows, count};
  }

  #grow(): void {
    const size = Math.max(64, 2 * this.#scores.length);
    const {boxes, scores, classes, rows} = this.finish(size);
    [this.#boxes, this.#scores, this.#classes, this.#rows] = [boxes, scores, classes, rows];
  }
}
