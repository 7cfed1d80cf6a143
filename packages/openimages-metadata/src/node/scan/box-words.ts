import {hashId} from './id-set.ts';

/** Words of 32 bits in one stored box: the id in two, `[ymin, xmin, ymax, xmax]` as float32, class and flags in one. */
export const BOX_WORDS = 7;

/** Box rows packed into words, as threads hand them on and temporary files hold them. */
export class BoxWords {
  length = 0;
  words: Uint32Array<ArrayBuffer>;
  #floats: Float32Array;

  constructor(capacity: number) {
    this.words = new Uint32Array(capacity * BOX_WORDS);
    this.#floats = new Float32Array(this.words.buffer);
  }

  /** @param flags - see {@link NOT_JUDGED}. */
  push(high: number, low: number, ymin: number, xmin: number, ymax: number, xmax: number, classIndex: number, flags: number): void {
    let at = this.length * BOX_WORDS;
    if (at === this.words.length) this.#grow();
    const {words} = this;
    const floats = this.#floats;
    words[at++] = high;
    words[at++] = low;
    floats[at++] = ymin;
    floats[at++] = xmin;
    floats[at++] = ymax;
    floats[at++] = xmax;
    words[at] = classIndex | (flags << 16);
    this.length += 1;
  }

  #grow(): void {
    const larger = new Uint32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
    this.#floats = new Float32Array(larger.buffer);
  }
}

/** Five flags of which none was judged, in ten bits: each is 0 for no, 1 for yes, 2 for not judged. */
export const NOT_JUDGED = 0b1010101010;

/** Five flags in packed order. */
export function packFlags(flags: readonly (boolean | undefined)[]): number {
  return flags.reduce<number>((packed, flag, n) => packed | ((flag === undefined ? 2 : flag ? 1 : 0) << (2 * n)), 0);
}

/** 1, 0 or −1 of flag `n` in packed order. */
export function unpackFlag(flags: number, n: number): number {
  const state = (flags >>> (2 * n)) & 3;
  return state > 1 ? -1 : state;
}

/** Which images have a box, as a filter that lets through one in a hundred others at 1.7 M images: 2^27 bits, shared by threads. */
export class ImageFilter {
  readonly memory: SharedArrayBuffer;
  readonly #bits: Int32Array;
  #last = -1;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(1 << 24)) {
    this.memory = memory;
    this.#bits = new Int32Array(memory);
  }

  add(high: number, low: number): void {
    const bit = hashId(high, low) >>> 5;
    if (bit === this.#last) return;
    this.#last = bit;
    Atomics.or(this.#bits, bit >>> 5, 1 << (bit & 31));
  }

  mayHave(high: number, low: number): boolean {
    const bit = hashId(high, low) >>> 5;
    return ((this.#bits[bit >>> 5] as number) & (1 << (bit & 31))) !== 0;
  }
}
