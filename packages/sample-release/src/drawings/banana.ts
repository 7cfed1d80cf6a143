import type {Random} from '@oid/core';
import {between, chance} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import type {Color} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';

/** A banana, or a hand of two or three that share a stalk. */
export function drawBanana(random: Random, lighting: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const ripe = between(random, 0, 1);
  const skin = hsl(50 + (1 - ripe) * 9, between(random, 84, 94), between(random, 51, 57));
  const fingers = chance(random, 0.55) ? 1 : 2 + random.integer(2);
  for (let finger = fingers - 1; finger >= 0; finger -= 1) {
    const shade = lighter(skin, -5 * finger);
    sketch.nest(
      one(random, shade, ripe, lighting, `${id}f${finger}`),
      `rotate(${-15 * finger} 24 14) translate(${-finger * 1.5} ${-finger})`,
    );
  }
  if (fingers > 1) sketch.path('M16 6L31 3L36 22L17 25Z', css(hsl(62, 45, 34)));
  const raised = fingers === 3 ? 34 : 4;
  return {width: 210, height: 114 + raised, markup: `<g transform="translate(8 ${raised})">${sketch.markup}</g>`};
}

function one(random: Random, skin: Color, ripe: number, {light}: Lighting, id: string): string {
  const sketch = new Sketch(id);
  const outline = 'M18 20C22 66 68 108 132 101C160 98 182 80 192 60Q190 52 182 52C162 70 132 76 104 68C72 59 46 42 34 15Q26 12 18 20Z';
  sketch.path(
    outline,
    sketch.linear(
      [
        [0, lighter(skin, 10)],
        [0.5, skin],
        [1, lighter(skin, -17)],
      ],
      [0.5, 0.1, light < 0 ? 0.35 : 0.65, 1],
    ),
  );
  sketch.path(
    'M25 24C36 62 78 92 134 88C160 85 178 72 190 59C176 82 156 95 132 98C80 104 30 74 25 24Z',
    css(lighter(skin, -14)),
    'opacity="0.5"',
  );
  sketch.path(
    'M32 22C46 50 76 70 108 76C136 80 160 74 182 57C160 69 134 74 106 66C74 57 48 42 36 20Z',
    css(lighter(skin, 20)),
    'opacity="0.6"',
  );
  for (let spot = 0; spot < Math.round(ripe * 16); spot += 1) {
    const t = between(random, 0.12, 0.9);
    const [x, y] = [24 + t * 156, 30 + Math.sin(t * Math.PI * 0.92) * 58 + between(random, -4, 6)];
    sketch.ellipse(
      x,
      y,
      between(random, 0.8, 2.6),
      between(random, 0.6, 1.5),
      css(hsl(28, 55, 26)),
      `opacity="0.6" transform="rotate(${Math.round(30 - 60 * t)} ${x.toFixed(1)} ${y.toFixed(1)})"`,
    );
  }
  sketch.path(
    'M17 22L13 3Q20 -2 27 2L35 17Q26 14 17 22Z',
    sketch.linear([
      [0, hsl(34, 45, 26)],
      [0.4, hsl(60, 48, 38)],
      [1, lighter(skin, -8)],
    ]),
  );
  sketch.path('M182 52Q190 50 193 59L187 66Q180 60 182 52Z', css(hsl(30, 45, 20)));
  return sketch.markup;
}
