import type {Random} from '@oid/core';
import {between, chance} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';

/** A mug with a handle, plain or with two bands. */
export function drawMug(random: Random, {light}: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const glaze = hsl(between(random, 160, 300), between(random, 12, 48), between(random, 44, 84));
  const [near, far] = light < 0 ? [14, -18] : [-18, 14];
  sketch.line('M78 40Q108 34 106 60Q104 84 76 80', css(lighter(glaze, -10)), 9);
  sketch.path(
    'M8 18L12 92Q14 104 45 104Q76 104 78 92L82 18Z',
    sketch.linear(
      [
        [0, lighter(glaze, near - 4)],
        [0.4, lighter(glaze, 4)],
        [1, lighter(glaze, far)],
      ],
      [0, 0, 1, 0],
    ),
  );
  if (chance(random, 0.5)) {
    for (const y of [40, 66])
      sketch.path(
        `M9.500 ${y}Q45 ${y + 13} 80.500 ${y}L80 ${y + 9}Q45 ${y + 22} 10 ${y + 9}Z`,
        css(lighter(glaze, glaze.l > 62 ? -30 : 26)),
        'opacity="0.8"',
      );
  }
  sketch.ellipse(45, 18, 37, 11, css(lighter(glaze, 10)));
  sketch.ellipse(
    45,
    19,
    32,
    8.5,
    sketch.linear([
      [0, hsl(24, 50, 12)],
      [1, hsl(26, 48, 26)],
    ]),
  );
  return {width: 114, height: 106, markup: sketch.markup};
}
