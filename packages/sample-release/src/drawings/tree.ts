import type {Random} from '@oid/core';
import {between, chance} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {n, Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';

/** A round-headed tree or a conifer. */
export function drawTree(random: Random, {light}: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const leaf = hsl(between(random, 88, 140), between(random, 28, 46), between(random, 24, 34));
  sketch.path(
    'M54 150L57 92L66 92L70 150Z',
    sketch.linear(
      [
        [0, hsl(28, 32, 30)],
        [1, hsl(26, 34, 18)],
      ],
      [light < 0 ? 0 : 1, 0, light < 0 ? 1 : 0, 0],
    ),
  );
  if (chance(random, 0.4)) {
    for (let tier = 0; tier < 4; tier += 1) {
      const [top, bottom, half] = [8 + tier * 24, 52 + tier * 27, 22 + tier * 10];
      const fill = sketch.linear(
        [
          [0, lighter(leaf, light < 0 ? 8 : -7)],
          [1, lighter(leaf, light < 0 ? -9 : 7)],
        ],
        [0, 0, 1, 0],
      );
      sketch.path(`M62 ${top}L${n(62 + half)} ${bottom}Q62 ${bottom + 9} ${n(62 - half)} ${bottom}Z`, fill);
    }
    return {width: 124, height: 152, markup: sketch.markup};
  }
  for (let blob = 0; blob < 22; blob += 1) {
    const angle = between(random, 0, 2 * Math.PI);
    const reach = Math.sqrt(1 - blob / 26) * 36;
    const [x, y] = [62 + Math.cos(angle) * reach, 56 + Math.sin(angle) * reach * 0.9];
    const lit = (-(y - 56) + light * (x - 62)) / 10;
    sketch.ellipse(
      x,
      y,
      between(random, 13, 20),
      between(random, 12, 17),
      css(hsl(leaf.h + between(random, -6, 6), leaf.s, leaf.l + lit + between(random, -3, 3))),
    );
  }
  return {width: 124, height: 152, markup: sketch.markup};
}
