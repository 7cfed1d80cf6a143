import {add, advance, and4, andNot4, below, equal4, get, load4, loop, max4, or4, set, store4} from '../assembler/instructions.ts';
import type {Code} from '../assembler/encode.ts';
import type {Fields, MakeLocal} from './task.ts';
import type {Local} from '../assembler/instructions.ts';

/**
 * Gradient of a 2×2 max pooling of stride 2 for one row of windows: dy goes to the first of the largest values, row by row, 0 elsewhere.
 * `x` and `dx` are the upper row's addresses, `pitch` adds one row of the image; a pixel is `pixel` bytes, a multiple of 16.
 */
export const MAX_POOL_GRADIENT_FIELDS = ['x', 'dx', 'dy', 'end', 'pixel', 'pitch'] as const;

export function maxPoolGradientBody({x, dx, dy, end, pixel, pitch}: Fields<typeof MAX_POOL_GRADIENT_FIELDS>, local: MakeLocal): Code {
  const values = [local('v128'), local('v128'), local('v128'), local('v128')] as const;
  const largest = local('v128');
  const upstream = local('v128');
  const open = local('v128');
  const hit = local('v128');
  const pixelEnd = local('i32');
  const corner = (base: Local, index: number): Code => {
    const right = index % 2 === 1 ? add(get(base), get(pixel)) : get(base);
    return index >= 2 ? add(right, get(pitch)) : right;
  };
  return loop(below(get(dy), get(end)), [
    set(pixelEnd, add(get(dy), get(pixel))),
    loop(below(get(dy), get(pixelEnd)), [
      values.map((value, i) => set(value, load4(corner(x, i)))),
      set(largest, max4(max4(get(values[0]), get(values[1])), max4(get(values[2]), get(values[3])))),
      set(upstream, load4(get(dy))),
      values.map((value, i) => [
        set(hit, equal4(get(value), get(largest))),
        store4(corner(dx, i), and4(get(upstream), i === 0 ? get(hit) : andNot4(get(hit), get(open)))),
        i === 0 ? set(open, get(hit)) : i < 3 ? set(open, or4(get(open), get(hit))) : [],
      ]),
      [x, dx, dy].map((pointer) => advance(pointer, 16)),
    ]),
    [x, dx].map((pointer) => advance(pointer, get(pixel))),
  ]);
}
