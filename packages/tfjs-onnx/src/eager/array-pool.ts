import {sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';

/** An array that was not taken for so many other arrays belongs to shapes that are gone; a step of SSD MobileNet takes 683. */
const IDLE_TAKES = 1024;
/** How often to look for such arrays. */
const SWEEP_TAKES = 256;

type Free = {readonly array: Float32Array; readonly since: number};

/**
 * Hands out float32 arrays and takes them back once nothing can see them any more. An array that leaves the backend is given up: from
 * then on it belongs to whoever holds it. Arrays that nobody wants any more are let go.
 */
export class ArrayPool {
  readonly #owned = new WeakSet<object>();
  /** By length; the one that came back last is taken first. */
  readonly #free = new Map<number, Free[]>();
  readonly #capacity: number;
  #bytes = 0;
  #takes = 0;

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
    this.#takes++;
    if (this.#takes % SWEEP_TAKES === 0) this.#sweep();
    const reused = this.#free.get(sizeOf(shape))?.pop()?.array;
    if (reused !== undefined) this.#bytes -= reused.byteLength;
    const array = reused ?? new Float32Array(sizeOf(shape));
    this.#owned.add(array);
    return array;
  }

  /** Takes a tensor's array back, if it came from here and was not given up. */
  giveBack(array: unknown): void {
    if (!(array instanceof Float32Array) || !this.#owned.delete(array) || this.#bytes + array.byteLength > this.#capacity) return;
    const free = this.#free.get(array.length) ?? [];
    this.#free.set(array.length, free);
    free.push({array, since: this.#takes});
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

  #sweep(): void {
    const oldest = this.#takes - IDLE_TAKES;
    for (const [length, free] of this.#free) {
      const kept = free.filter(({since}) => since >= oldest);
      this.#bytes -= (free.length - kept.length) * length * Float32Array.BYTES_PER_ELEMENT;
      if (kept.length === 0) this.#free.delete(length);
      else if (kept.length < free.length) this.#free.set(length, kept);
    }
  }
}
