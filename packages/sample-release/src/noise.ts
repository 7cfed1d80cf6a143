import {createRandom} from '@oid/core';

const SIDE = 128;

let tile: Float32Array | undefined;

/** Smooth noise of mean 0 in about [−1, 1], four octaves, the same in every process; (x, y) in grains. Repeats every 128. */
export function smoothNoise(x: number, y: number): number {
  tile ??= makeTile();
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const [left, right] = [x0 & (SIDE - 1), (x0 + 1) & (SIDE - 1)];
  const [top, bottom] = [(y0 & (SIDE - 1)) * SIDE, ((y0 + 1) & (SIDE - 1)) * SIDE];
  const upper = (tile[top + left] as number) * (1 - fx) + (tile[top + right] as number) * fx;
  const lower = (tile[bottom + left] as number) * (1 - fx) + (tile[bottom + right] as number) * fx;
  return upper * (1 - fy) + lower * fy;
}

function makeTile(): Float32Array {
  const random = createRandom(20180430);
  const sum = new Float32Array(SIDE * SIDE);
  for (let octave = 0; octave < 4; octave += 1) {
    const cells = SIDE >> octave;
    const lattice = Float32Array.from({length: cells * cells}, () => random.uniform() * 2 - 1);
    for (let y = 0; y < SIDE; y += 1) {
      for (let x = 0; x < SIDE; x += 1) {
        const [u, v] = [(x * cells) / SIDE, (y * cells) / SIDE];
        const [u0, v0] = [Math.floor(u), Math.floor(v)];
        const at = (a: number, b: number): number => lattice[(b % cells) * cells + (a % cells)] as number;
        const upper = at(u0, v0) * (1 - u + u0) + at(u0 + 1, v0) * (u - u0);
        const lower = at(u0, v0 + 1) * (1 - u + u0) + at(u0 + 1, v0 + 1) * (u - u0);
        sum[y * SIDE + x] = (sum[y * SIDE + x] as number) + 0.45 * (upper * (1 - v + v0) + lower * (v - v0));
      }
    }
  }
  return sum;
}
