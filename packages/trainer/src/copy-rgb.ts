import type {ImageSize} from '@oid/core';

/**
 * Copies an RGB picture into room for it, as it is or mirrored left to right.
 *
 * @param rgb - `[height, width, 3]`.
 * @param into - as long as `rgb`.
 */
export function copyRgb(rgb: Uint8Array, into: Int32Array, {width}: ImageSize, {mirrored}: {mirrored: boolean}): void {
  if (!mirrored) {
    into.set(rgb);
    return;
  }
  for (let row = 0; row < rgb.length; row += width * 3) {
    for (let from = row, to = row + width * 3 - 3; to >= row; from += 3, to -= 3) {
      into[to] = rgb[from] as number;
      into[to + 1] = rgb[from + 1] as number;
      into[to + 2] = rgb[from + 2] as number;
    }
  }
}
