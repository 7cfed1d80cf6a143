import type {ImageSize, Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {hsl} from '../color.ts';
import type {Color} from '../color.ts';
import type {Sketch} from '../sketch.ts';

const SKIES: readonly (readonly [Color, Color])[] = [
  [hsl(212, 62, 56), hsl(204, 60, 84)],
  [hsl(206, 48, 66), hsl(200, 40, 90)],
  [hsl(214, 12, 68), hsl(210, 10, 86)],
  [hsl(222, 38, 50), hsl(24, 70, 78)],
  [hsl(250, 28, 46), hsl(338, 45, 76)],
  [hsl(218, 22, 46), hsl(208, 18, 74)],
];

/** Fills the photo down to `horizon` with a sky: its colour, a glow on the lit side, clouds, now and then birds. */
export function drawSky(sketch: Sketch, random: Random, size: ImageSize, horizon: number, light: -1 | 1): void {
  const [high, low] = pick(random, SKIES);
  sketch.rect(
    0,
    0,
    size.width,
    horizon + 2,
    sketch.linear([
      [0, high],
      [1, low],
    ]),
  );
  const glowX = size.width * (light < 0 ? between(random, 0, 0.3) : between(random, 0.7, 1));
  const glow = sketch.radial([
    [0, hsl(46, 90, 95), 0.75],
    [0.35, hsl(44, 80, 90), 0.25],
    [1, hsl(44, 80, 90), 0],
  ]);
  sketch.ellipse(glowX, horizon * between(random, 0.1, 0.6), size.width * 0.4, size.width * 0.4, glow);
  const puff = sketch.radial([
    [0, hsl(0, 0, 100), 0.7],
    [0.6, hsl(210, 20, 97), 0.42],
    [1, hsl(210, 20, 95), 0],
  ]);
  for (let cloud = random.integer(5); cloud > 0; cloud -= 1) {
    const [x, y, w] = [between(random, 0, size.width), between(random, 0.05, 0.8) * horizon, between(random, 0.08, 0.2) * size.width];
    for (let part = 0; part < 6; part += 1) {
      sketch.ellipse(
        x + between(random, -1, 1) * w,
        y + between(random, -0.12, 0.12) * w,
        w * between(random, 0.4, 0.8),
        w * between(random, 0.15, 0.3),
        puff,
      );
    }
  }
  if (chance(random, 0.3)) {
    for (let bird = 2 + random.integer(4); bird > 0; bird -= 1) {
      const [x, y, s] = [between(random, 0, size.width), between(random, 0.05, 0.6) * horizon, between(random, 3, 7)];
      sketch.line(
        `M${x - s} ${y - s * 0.4}Q${x - s * 0.4} ${y - s * 0.6} ${x} ${y}Q${x + s * 0.4} ${y - s * 0.6} ${x + s} ${y - s * 0.4}`,
        '#333c46',
        1,
        'opacity="0.7"',
      );
    }
  }
}

/** Hills in two or three rows that fade with distance, standing on `horizon`. */
export function drawHills(sketch: Sketch, random: Random, size: ImageSize, horizon: number): void {
  const hue = between(random, 100, 220);
  const rows = 2 + random.integer(2);
  for (let row = 0; row < rows; row += 1) {
    const nearness = (row + 1) / rows;
    const height = size.height * between(random, 0.05, 0.15) * (1.3 - 0.5 * nearness);
    const steps = 5;
    let d = `M0 ${horizon + 2}L0 ${horizon - height * between(random, 0.3, 1)}`;
    for (let step = 1; step <= steps; step += 1) {
      const x = (step / steps) * size.width;
      const middle = x - size.width / steps / 2;
      d += `Q${middle} ${horizon - height * between(random, 0.5, 1.5)} ${x} ${horizon - height * between(random, 0.2, 0.9)}`;
    }
    sketch.path(
      `${d}L${size.width} ${horizon + 2}Z`,
      sketch.linear([
        [0, hsl(hue - 20 * nearness, 14 + 18 * nearness, 68 - 30 * nearness)],
        [1, hsl(hue - 20 * nearness, 14 + 14 * nearness, 74 - 26 * nearness)],
      ]),
    );
  }
}
