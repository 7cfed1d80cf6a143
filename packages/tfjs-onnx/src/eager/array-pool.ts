import {sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';

/**
 * Hands out float32 arrays and takes them back once nothing can see them any more. An array that leaves the backend is given up: from
 * then on it belongs to whoever holds it.
 */
export class ArrayPool {
  readonly #owned = new WeakSet<object>();
  readonly #free = new Map<number, Float32Array[]>();
  readonly #capacity: number;
  #bytes = 0;

  /** @param capacity - most bytes kept for reuse. */
  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Bytes that wait for reuse. */
  get bytes(): number {
    return this.#bytes;
  }

  /** An array for a tensor of the shape, with anything in it. */
  take(shape: Shape): Float32Array {
    const reused = this.#free.get(sizeOf(shape))?.pop();
    if (reused !== undefined) this.#bytes -= reused.byteLength;
    const array = reused ?? new Float32Array(sizeOf(shape));
    this.#owned.add(array);
    return array;
  }

  /** Takes a tensor's array back, if it came from here and was not given up. */
  giveBack(array: unknown): void {
    if (!(array instanceof Float32Array) || !this.#owned.delete(array) || this.#bytes + array.byteLength > this.#capacity) return;
    const free = this.#free.get(array.length);
    if (free === undefined) this.#free.set(array.length, [array]);
    else free.push(array);
    this.#bytes += array.byteLength;
  }

  /** Leaves an array to others for good. */
  giveUp(array: unknown): void {
    if (array instanceof Float32Array) this.#owned.delete(array);
  }

  /** Forgets the free arrays. */
  clear(): void {
    this.#free.clear();
    this.#bytes = 0;
  }
}
