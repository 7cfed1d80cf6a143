import type {ImageSize} from '@oid/core';

/** Mirrors an RGB picture left to right, into a new array. @param rgb - `[height, width, 3]`. */
export function flipRgbHorizontally(rgb: Uint8Array, {height, width}: ImageSize): Uint8Array {
  const flipped = new Uint8Array(rgb.length);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const from = (row * width + column) * 3;
      flipped.set(rgb.subarray(from, from + 3), (row * width + width - 1 - column) * 3);
    }
  }
  return flipped;
}
