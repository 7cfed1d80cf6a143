import {commonPrefix} from './byte-order.ts';
import {ByteWriter} from './byte-writer.ts';

/**
 * Collects the entries of one block: for each, varints for the bytes shared with the key before, the bytes of its own and the bytes of the
 * value; then the key's own bytes and the value. At the end come the offsets of the restarts, where a key shares nothing, and their count.
 */
export class BlockWriter {
  readonly #writer = new ByteWriter();
  readonly #restarts: number[] = [0];
  readonly #interval: number;
  #sinceRestart = 0;
  #lastKey: Uint8Array = new Uint8Array();

  /** @param interval - keys from one restart to the next. */
  constructor(interval: number) {
    this.#interval = interval;
  }

  /** Bytes that {@link BlockWriter.finish} would give now. */
  get size(): number {
    return this.#writer.length + this.#restarts.length * 4 + 4;
  }

  /** Keys come in order. */
  add(key: Uint8Array, value: Uint8Array): void {
    let shared = 0;
    if (this.#sinceRestart < this.#interval) {
      shared = commonPrefix(this.#lastKey, key);
    } else {
      this.#restarts.push(this.#writer.length);
      this.#sinceRestart = 0;
    }
    this.#writer
      .varint(shared)
      .varint(key.length - shared)
      .varint(value.length)
      .raw(key.subarray(shared))
      .raw(value);
    this.#lastKey = key;
    this.#sinceRestart += 1;
  }

  /** The block's contents; call once. */
  finish(): Uint8Array {
    for (const restart of this.#restarts) this.#writer.fixed32(restart);
    return this.#writer.fixed32(this.#restarts.length).finish();
  }
}
