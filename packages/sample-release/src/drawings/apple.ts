import type {Random} from '@oid/core';
import {between, chance} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {n, Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';

const BODY = 'M50 31C40 18 11 19 6 49C2 78 24 106 40 106C45 106 47 103 50 103C53 103 55 106 60 106C76 106 98 78 94 49C89 19 60 18 50 31Z';

/** An apple, red, green or half and half, with stem and mostly a leaf. */
export function drawApple(random: Random, {light}: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const green = chance(random, 0.3);
  const skin = green
    ? hsl(between(random, 78, 96), between(random, 58, 70), between(random, 42, 50))
    : hsl(between(random, -8, 6), between(random, 70, 82), between(random, 38, 46));
  const focus = light < 0 ? 0.34 : 0.66;
  sketch.path(
    BODY,
    sketch.radial(
      [
        [0, lighter(hsl(skin.h + (green ? -8 : 8), skin.s, skin.l), 18)],
        [0.45, skin],
        [1, lighter(skin, -24)],
      ],
      [focus, 0.36, 0.78],
    ),
  );
  const blush = green ? hsl(12, 70, 52) : hsl(52, 78, 58);
  sketch.path(
    BODY,
    sketch.radial(
      [
        [0, blush, between(random, 0.25, 0.75)],
        [1, blush, 0],
      ],
      [light < 0 ? 0.75 : 0.25, 0.25, 0.5],
    ),
  );
  for (let dot = 0; dot < 26; dot += 1) {
    const angle = between(random, 0, 2 * Math.PI);
    const reach = Math.sqrt(random.uniform()) * 36;
    sketch.ellipse(50 + Math.cos(angle) * reach, 63 + Math.sin(angle) * reach * 0.95, 0.9, 0.9, css(lighter(blush, 20)), 'opacity="0.45"');
  }
  sketch.ellipse(
    50,
    31,
    15,
    6,
    sketch.radial([
      [0, lighter(skin, -34), 0.95],
      [1, lighter(skin, -20), 0],
    ]),
  );
  sketch.line(`M50 33Q51 19 ${n(between(random, 54, 60))} 9`, css(hsl(26, 45, 24)), 4);
  if (chance(random, 0.7)) {
    sketch.path(
      'M54 19Q66 2 88 8Q80 25 54 19Z',
      sketch.linear([
        [0, hsl(108, 48, 44)],
        [1, hsl(118, 52, 26)],
      ]),
    );
    sketch.line('M56 18Q70 12 85 9', css(hsl(100, 40, 56)), 0.9);
  }
  sketch.ellipse(
    light < 0 ? 29 : 71,
    47,
    8,
    12,
    css(hsl(0, 0, 100)),
    `opacity="0.5" transform="rotate(${light * -20} ${light < 0 ? 29 : 71} 47)"`,
  );
  return {width: 100, height: 108, markup: sketch.markup};
}
