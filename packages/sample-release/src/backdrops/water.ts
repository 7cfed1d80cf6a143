import type {ImageSize, Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Backdrop} from './backdrop.ts';
import {drawHills, drawSky} from './sky.ts';

/** Open water before a far shore, with waves, glints and buoys. */
export function drawWater(random: Random, size: ImageSize, light: -1 | 1): Backdrop {
  const sketch = new Sketch('bg');
  const horizon = Math.round(size.height * between(random, 0.28, 0.48));
  drawSky(sketch, random, size, horizon, light);
  if (chance(random, 0.75)) drawHills(sketch, random, size, horizon);
  const water = hsl(between(random, 180, 218), between(random, 26, 52), between(random, 32, 50));
  sketch.rect(
    0,
    horizon,
    size.width,
    size.height - horizon,
    sketch.linear([
      [0, lighter(water, 24)],
      [0.25, lighter(water, 8)],
      [1, lighter(water, -12)],
    ]),
  );
  const shine = sketch.radial([
    [0, hsl(46, 80, 94), 0.5],
    [1, hsl(46, 80, 94), 0],
  ]);
  sketch.ellipse(size.width * (light < 0 ? 0.2 : 0.8), horizon, size.width * 0.3, size.height * 0.4, shine);
  for (let wave = 0; wave < 130; wave += 1) {
    const depth = random.uniform() ** 1.3;
    const y = horizon + 2 + depth * (size.height - horizon);
    const length = (6 + 46 * depth) * between(random, 0.5, 1.3);
    const x = between(random, -20, size.width);
    const tone = css(lighter(water, chance(random, 0.55) ? between(random, 10, 34) : between(random, -18, -6)));
    sketch.line(`M${x} ${y}q${length / 4} ${-1 - 3 * depth} ${length / 2} 0t${length / 2} 0`, tone, 0.6 + 1.6 * depth, 'opacity="0.5"');
  }
  for (let buoy = random.integer(4); buoy > 0; buoy -= 1) {
    const depth = between(random, 0.05, 0.7);
    const [x, y, s] = [between(random, 0, size.width), horizon + depth * (size.height - horizon), 4 + 10 * depth];
    sketch.path(
      `M${x - s * 0.5} ${y}L${x - s * 0.2} ${y - s * 1.6}L${x + s * 0.2} ${y - s * 1.6}L${x + s * 0.5} ${y}Z`,
      css(hsl(pick(random, [4, 130, 48]), 70, 44)),
    );
    sketch.ellipse(x, y, s * 0.8, s * 0.3, css(lighter(water, -14)), 'opacity="0.7"');
  }
  return {
    setting: 'water',
    markup: sketch.markup,
    horizon: horizon + size.height * 0.08,
    fromAbove: false,
    ground: {strength: 0.14, grain: 5, stretch: 6, receding: true},
  };
}
