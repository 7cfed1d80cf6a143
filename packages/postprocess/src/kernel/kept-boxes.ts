/** Numbers a kept box takes: ymin, xmin, ymax, xmax, area. */
const STRIDE = 5;
/** Up to so many boxes of a group, looking at each is quicker than looking up the neighbourhood. */
const FEW = 32;
/** Rows in a block. */
const BLOCK = 16;
const LARGEST_TABLE = 1 << 18;
/** Cells in a typical box, each way; measured. */
const CELLS_A_SIDE = 3;

/**
 * The boxes kept so far, in groups that do not meet, and the question whether a box overlaps one of its group by more than a threshold.
 *
 * All sums and products are rounded to float32, in the order of TensorFlow's kernel, so that IoUs at the threshold fall on the same side.
 * Boxes whose IoU can exceed a threshold have centres close together; a hash of the centres' cells finds those when a group is large.
 */
export class KeptBoxes {
  readonly #threshold: number;
  /** Largest distance of centres, in sides of a box, at which the IoU can exceed the threshold; a little more for rounding. */
  readonly #reach: number;
  readonly #cellHeight: number;
  readonly #cellWidth: number;
  /** Rows of kept boxes, in blocks that belong to one group each, so that a group is read in one go. Block 0 is none. */
  #numbers = new Float32Array(8 * BLOCK * STRIDE);
  #groups = new Int32Array(8 * BLOCK);
  /** The next row in the same place of the table; 0 ends the chain. */
  #nextInTable = new Int32Array(8 * BLOCK);
  /** The block that was filled before, of the same group. */
  #blockBefore = new Int32Array(8);
  #blocks = 1;
  /** The block that a group fills now. */
  readonly #groupBlocks: Int32Array;
  readonly #groupCounts: Int32Array;
  readonly #table: Int32Array | undefined;
  readonly #mask: number;

  /**
   * @param most - no more boxes than that will be added, to one group and in all.
   * @param size - a typical size of boxes: only speed depends on it.
   */
  constructor(numGroups: number, iouThreshold: number, most: {perGroup: number; inAll: number}, size: {height: number; width: number}) {
    this.#threshold = Math.fround(iouThreshold);
    // Widths a and b with an overlap above t * max(a, b) have centres within (a + b) / 2 - t * max(a, b), and b is at most a / t.
    const t = this.#threshold;
    this.#reach = 1.001 * (t >= 0.5 ? 1 - t : (1 / t - 1) / 2) + 1e-3;
    this.#groupBlocks = new Int32Array(numGroups);
    this.#groupCounts = new Int32Array(numGroups);
    const usable = t > 0 && most.perGroup > 3 * FEW && size.height > 0 && size.width > 0 && size.height * size.width < Infinity;
    this.#cellHeight = size.height / CELLS_A_SIDE;
    this.#cellWidth = size.width / CELLS_A_SIDE;
    let places = 1024;
    while (places < most.inAll && places < LARGEST_TABLE) places *= 2;
    this.#table = usable ? new Int32Array(places) : undefined;
    this.#mask = places - 1;
  }

  countOf(group: number): number {
    return this.#groupCounts[group] as number;
  }

  /** Adds the box unless it overlaps a kept box of its group by more than the threshold; false if it does. */
  addUnlessOverlapping(group: number, ymin: number, xmin: number, ymax: number, xmax: number): boolean {
    const area = Math.fround(Math.fround(ymax - ymin) * Math.fround(xmax - xmin));
    if (area > 0 && this.#overlaps(group, ymin, xmin, ymax, xmax, area)) return false;
    this.#add(group, ymin, xmin, ymax, xmax, area);
    return true;
  }

  #overlaps(group: number, ymin: number, xmin: number, ymax: number, xmax: number, area: number): boolean {
    const table = this.#table;
    const count = this.#groupCounts[group] as number;
    if (table !== undefined && count > FEW) {
      const y = (ymin + ymax) / 2;
      const x = (xmin + xmax) / 2;
      // Sides are known to the rounding of the corners.
      const reachY = this.#reach * (ymax - ymin) + 1e-6 * (Math.abs(ymin) + Math.abs(ymax));
      const reachX = this.#reach * (xmax - xmin) + 1e-6 * (Math.abs(xmin) + Math.abs(xmax));
      const top = Math.floor((y - reachY) / this.#cellHeight);
      const bottom = Math.floor((y + reachY) / this.#cellHeight);
      const left = Math.floor((x - reachX) / this.#cellWidth);
      const right = Math.floor((x + reachX) / this.#cellWidth);
      if ((bottom - top + 1) * (right - left + 1) < count / 2) {
        for (let cellY = top; cellY <= bottom; cellY++) {
          for (let cellX = left; cellX <= right; cellX++) {
            const place = placeOf(group, cellY, cellX) & this.#mask;
            for (let row = table[place] as number; row !== 0; row = this.#nextInTable[row] as number) {
              if (this.#groups[row] === group && this.#rowsOverlap(row, row + 1, ymin, xmin, ymax, xmax, area)) return true;
            }
          }
        }
        return false;
      }
    }
    let block = this.#groupBlocks[group] as number;
    let rows = count - BLOCK * Math.floor((count - 1) / BLOCK);
    while (block !== 0) {
      if (this.#rowsOverlap(block * BLOCK, block * BLOCK + rows, ymin, xmin, ymax, xmax, area)) return true;
      block = this.#blockBefore[block] as number;
      rows = BLOCK;
    }
    return false;
  }

  #rowsOverlap(first: number, end: number, ymin: number, xmin: number, ymax: number, xmax: number, area: number): boolean {
    const numbers = this.#numbers;
    for (let k = first * STRIDE; k < end * STRIDE; k += STRIDE) {
      const keptYmin = numbers[k] as number;
      const keptYmax = numbers[k + 2] as number;
      const height = Math.fround(Math.min(ymax, keptYmax) - Math.max(ymin, keptYmin));
      if (height <= 0) continue;
      const keptXmin = numbers[k + 1] as number;
      const keptXmax = numbers[k + 3] as number;
      const width = Math.fround(Math.min(xmax, keptXmax) - Math.max(xmin, keptXmin));
      if (width <= 0) continue;
      const shared = Math.fround(height * width);
      const union = Math.fround(Math.fround(area + (numbers[k + 4] as number)) - shared);
      if (Math.fround(shared / union) > this.#threshold) return true;
    }
    return false;
  }

  #add(group: number, ymin: number, xmin: number, ymax: number, xmax: number, area: number): void {
    const row = this.#nextRow(group);
    this.#numbers[row * STRIDE] = ymin;
    this.#numbers[row * STRIDE + 1] = xmin;
    this.#numbers[row * STRIDE + 2] = ymax;
    this.#numbers[row * STRIDE + 3] = xmax;
    this.#numbers[row * STRIDE + 4] = area;
    this.#groups[row] = group;
    const table = this.#table;
    if (table === undefined || area <= 0) return;
    const cellY = Math.floor((ymin + ymax) / 2 / this.#cellHeight);
    const cellX = Math.floor((xmin + xmax) / 2 / this.#cellWidth);
    const place = placeOf(group, cellY, cellX) & this.#mask;
    this.#nextInTable[row] = table[place] as number;
    table[place] = row;
  }

  /** The row for a group's next box, in a new block where the last is full. */
  #nextRow(group: number): number {
    const count = this.#groupCounts[group] as number;
    this.#groupCounts[group] = count + 1;
    if (count % BLOCK === 0) {
      const block = this.#blocks++;
      if (block === this.#blockBefore.length) this.#grow();
      this.#blockBefore[block] = this.#groupBlocks[group] as number;
      this.#groupBlocks[group] = block;
    }
    return (this.#groupBlocks[group] as number) * BLOCK + (count % BLOCK);
  }

  #grow(): void {
    const blocks = 2 * this.#blockBefore.length;
    this.#numbers = enlarged(this.#numbers, new Float32Array(blocks * BLOCK * STRIDE));
    this.#groups = enlarged(this.#groups, new Int32Array(blocks * BLOCK));
    this.#nextInTable = enlarged(this.#nextInTable, new Int32Array(blocks * BLOCK));
    this.#blockBefore = enlarged(this.#blockBefore, new Int32Array(blocks));
  }
}

function enlarged<T extends Float32Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

function placeOf(group: number, cellY: number, cellX: number): number {
  const mixed = Math.imul(cellY, 0x9e3779b1) ^ Math.imul(cellX, 0x85ebca77) ^ Math.imul(group + 1, 0xc2b2ae3d);
  return mixed ^ (mixed >>> 15);
}
