import {BOX_WORDS} from './box-words.ts';
import type {BoxWords} from './box-words.ts';
import type {ImagePlaces} from './scan-images.ts';

/** Rows of a range, part by part: part p lies in bytes `offsets[p]` … `offsets[p + 1]`. */
export type Partitioned = {blob: Uint8Array; offsets: Uint32Array};

function partOf(high: number, bits: number): number {
  return bits === 0 ? 0 : high >>> (32 - bits);
}

/** Sorts boxes by part, keeping their order within one; `undefined` when there is none. */
export function partitionBoxes({words, length}: BoxWords, bits: number): Partitioned | undefined {
  if (length === 0) return undefined;
  const size = 4 * BOX_WORDS;
  const {offsets, next} = place(
    length,
    bits,
    (n) => words[n * BOX_WORDS] as number,
    () => size,
  );
  const sorted = new Uint32Array(length * BOX_WORDS);
  for (let n = 0; n < length; n += 1) {
    const from = n * BOX_WORDS;
    const to = next(partOf(words[from] as number, bits), size) / 4;
    for (let k = 0; k < BOX_WORDS; k += 1) sorted[to + k] = words[from + k] as number;
  }
  return {blob: new Uint8Array(sorted.buffer), offsets};
}

/** Sorts image records by part: id in two words, length, and the record's bytes, padded to whole words. */
export function partitionImages({numbers, length}: ImagePlaces, bytes: Uint8Array, bits: number): Partitioned | undefined {
  if (length === 0) return undefined;
  const sizeOf = (n: number): number => 12 + (((numbers[4 * n + 3] as number) - (numbers[4 * n + 2] as number) + 3) & ~3);
  const {offsets, next} = place(length, bits, (n) => numbers[4 * n] as number, sizeOf);
  const blob = new Uint8Array(offsets.at(-1) as number);
  const words = new Uint32Array(blob.buffer);
  for (let n = 0; n < length; n += 1) {
    const [high, low, from, to] = numbers.subarray(4 * n, 4 * n + 4) as unknown as [number, number, number, number];
    const at = next(partOf(high, bits), sizeOf(n));
    words[at / 4] = high;
    words[at / 4 + 1] = low;
    words[at / 4 + 2] = to - from;
    blob.set(bytes.subarray(from, to), at + 12);
  }
  return {blob, offsets};
}

/** Counts bytes a part. `next` gives out the places in turn. */
function place(
  length: number,
  bits: number,
  highOf: (n: number) => number,
  sizeOf: (n: number) => number,
): {offsets: Uint32Array; next: (part: number, size: number) => number} {
  const offsets = new Uint32Array(2 ** bits + 1);
  for (let n = 0; n < length; n += 1) {
    const part = partOf(highOf(n), bits);
    offsets[part + 1] = (offsets[part + 1] as number) + sizeOf(n);
  }
  for (let part = 0; part < 2 ** bits; part += 1) offsets[part + 1] = (offsets[part + 1] as number) + (offsets[part] as number);
  const free = offsets.slice();
  return {
    offsets,
    next: (part, size) => {
      const at = free[part] as number;
      free[part] = at + size;
      return at;
    },
  };
}
