import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';

/** Image ids as two 32-bit words, in memory that threads share: eight bytes a slot, at most half of the slots taken. */
export class IdSet {
  /** Word 0 tells whether the id of sixteen zeros is in the set, as its slot looks like a free one; word 1 is the number of ids. */
  readonly memory: SharedArrayBuffer;
  readonly #head: Uint32Array;
  readonly #slots: Uint32Array;

  /** @param memory - of another thread's set. */
  constructor(memory: SharedArrayBuffer) {
    this.memory = memory;
    this.#head = new Uint32Array(memory, 0, 2);
    this.#slots = new Uint32Array(memory, 8);
  }

  /** @throws InvalidIdError for an id that is not 16 lower-case hexadecimal digits. */
  static from(ids: ReadonlySet<ImageId> | readonly ImageId[]): IdSet {
    const count = Array.isArray(ids) ? (ids as readonly ImageId[]).length : (ids as ReadonlySet<ImageId>).size;
    const slots = 2 ** Math.ceil(Math.log2(Math.max(8, count * 2)));
    const set = new IdSet(new SharedArrayBuffer(8 + 8 * slots));
    for (const id of ids) {
      parseImageId(id);
      set.add(Number.parseInt(id.slice(0, 8), 16), Number.parseInt(id.slice(8), 16));
    }
    return set;
  }

  get size(): number {
    return this.#head[1] as number;
  }

  has(high: number, low: number): boolean {
    return (high | low) === 0
      ? this.#head[0] === 1
      : this.#slots[this.#find(high, low)] !== 0 || this.#slots[this.#find(high, low) + 1] !== 0;
  }

  private add(high: number, low: number): void {
    if (this.has(high, low)) return;
    this.#head[1] = this.size + 1;
    if ((high | low) === 0) {
      this.#head[0] = 1;
      return;
    }
    const at = this.#find(high, low);
    this.#slots[at] = high;
    this.#slots[at + 1] = low;
  }

  /** The slot of the id, or the free one where it belongs. */
  #find(high: number, low: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let at = (2 * hashId(high, low)) & mask;
    while ((slots[at] !== high || slots[at + 1] !== low) && (slots[at] !== 0 || slots[at + 1] !== 0)) at = (at + 2) & mask;
    return at;
  }
}

/** Spreads an id over 32 bits; real ids are spread evenly already, made-up ones seldom are. */
export function hashId(high: number, low: number): number {
  const mixed = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
