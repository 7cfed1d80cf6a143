import {NotFiniteError} from '@oid/core';
import {orderTies, sortKeys} from './sort-keys.ts';

/** The upper 14 bits of an ordered key: sign, exponent, five bits of the mantissa. Scores in one bucket differ by 3 % at most. */
const BUCKET_SHIFT = 18;
const BUCKETS = 1 << (32 - BUCKET_SHIFT);
const LARGEST_FINITE = 0x7f7fffff;
const SIGN = 0x80000000;

/**
 * Gives the scores above a threshold in the order in which detections are made: score descending, then column, then row. It sorts no more than is
 * asked for: one pass counts scores by magnitude, and each further one collects and sorts the next best.
 */
export class CandidateStream {
  readonly #bits: Uint32Array;
  readonly #columns: number;
  readonly #rows: number;
  /** How many scores each bucket holds. */
  readonly #counts: Uint32Array;
  /** Bits of the threshold where that is 0 or more, so that bits of scores compare as the scores do; otherwise undefined. */
  readonly #floor: number | undefined;
  readonly #threshold: number;
  readonly #scores: Float32Array;
  /** Buckets from here up have been given. */
  #nextBucket = BUCKETS;
  #wanted: number;
  /** Candidates in all. */
  readonly total: number;
  /** The present batch: `column * rows + row` of each. */
  ids: Uint32Array = new Uint32Array();

  /**
   * @param scores - `[rows, columns]`.
   * @param threshold - exclusive, as a float32.
   * @param wanted - how many to sort first; each further batch is eight times the size.
   * @throws {@link NotFiniteError} for a score that is NaN or infinite, whatever the threshold.
   */
  constructor(scores: Float32Array, columns: number, threshold: number, wanted: number) {
    this.#scores = scores;
    this.#bits = new Uint32Array(scores.buffer, scores.byteOffset, scores.length);
    this.#columns = columns;
    this.#rows = scores.length / columns;
    this.#threshold = Math.fround(threshold);
    this.#floor = this.#threshold >= 0 ? bitsOf(this.#threshold) : undefined;
    this.#wanted = wanted;
    this.#counts = new Uint32Array(BUCKETS);
    this.total = this.#floor === undefined ? this.#countAll() : this.#countPositive(this.#floor);
  }

  /** Loads the next batch into `ids`; false when there is none. */
  next(): boolean {
    const counts = this.#counts;
    const top = this.#nextBucket;
    let bottom = top;
    let size = 0;
    while (bottom > 0 && size < this.#wanted) size += counts[--bottom] as number;
    this.#nextBucket = bottom;
    this.#wanted *= 8;
    if (size === 0) return false;
    const keys = new Uint32Array(size);
    const ids = new Uint32Array(size);
    if (this.#floor === undefined) this.#collectAll(bottom, top, keys, ids);
    else this.#collectPositive(this.#floor, bottom, top, keys, ids);
    const sorted = sortKeys(keys, ids);
    if (this.#columns > 1) orderTies(sorted);
    this.ids = sorted.ids;
    return true;
  }

  #countPositive(floor: number): number {
    const bits = this.#bits;
    const counts = this.#counts;
    let total = 0;
    for (let i = 0; i < bits.length; i++) {
      const value = bits[i] as number;
      if (value <= floor) continue;
      if (value > LARGEST_FINITE) {
        this.#checkFinite(i); // negative, or not finite
        continue;
      }
      const bucket = (value | SIGN) >>> BUCKET_SHIFT;
      counts[bucket] = (counts[bucket] as number) + 1;
      total++;
    }
    return total;
  }

  #countAll(): number {
    const scores = this.#scores;
    let total = 0;
    for (let i = 0; i < scores.length; i++) {
      this.#checkFinite(i);
      if (!((scores[i] as number) > this.#threshold)) continue;
      const bucket = orderedKey(this.#bits[i] as number) >>> BUCKET_SHIFT;
      this.#counts[bucket] = (this.#counts[bucket] as number) + 1;
      total++;
    }
    return total;
  }

  #collectPositive(floor: number, bottom: number, top: number, keys: Uint32Array, ids: Uint32Array): void {
    const bits = this.#bits;
    const columns = this.#columns;
    const rows = this.#rows;
    const lowest = Math.max(floor + 1, bottom * (1 << BUCKET_SHIFT) - SIGN);
    const highest = Math.min(LARGEST_FINITE, top * (1 << BUCKET_SHIFT) - SIGN - 1);
    let count = 0;
    for (let i = 0; i < bits.length; i++) {
      const value = bits[i] as number;
      if (value < lowest || value > highest) continue;
      const row = columns === 1 ? i : Math.trunc(i / columns);
      keys[count] = LARGEST_FINITE - value;
      ids[count++] = (i - row * columns) * rows + row;
    }
  }

  #collectAll(bottom: number, top: number, keys: Uint32Array, ids: Uint32Array): void {
    const scores = this.#scores;
    let count = 0;
    for (let i = 0; i < scores.length; i++) {
      if (!((scores[i] as number) > this.#threshold)) continue;
      const key = orderedKey(this.#bits[i] as number);
      const bucket = key >>> BUCKET_SHIFT;
      if (bucket < bottom || bucket >= top) continue;
      const row = Math.trunc(i / this.#columns);
      keys[count] = 0xffffffff - key;
      ids[count++] = (i - row * this.#columns) * this.#rows + row;
    }
  }

  #checkFinite(i: number): void {
    const score = this.#scores[i] as number;
    if (!Number.isFinite(score)) throw new NotFiniteError('scores', i, score);
  }
}

function bitsOf(value: number): number {
  return new Uint32Array(Float32Array.of(Math.abs(value)).buffer)[0] as number;
}

/** Bits of a float32 as an integer that orders as the numbers do; -0 as 0. */
export function orderedKey(bits: number): number {
  if (bits === SIGN) return SIGN;
  return (bits & SIGN) === 0 ? (bits | SIGN) >>> 0 : ~bits >>> 0;
}
