import type {Random} from '@oid/core';
import {between, chance} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import type {Color} from '../color.ts';
import {n, Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';

/** An orange with its pores, whole or, one in four, cut in half. */
export function drawOrange(random: Random, lighting: Lighting, id: string): Drawing {
  const peel = hsl(between(random, 24, 32), between(random, 90, 97), between(random, 49, 54));
  const markup = chance(random, 0.25) ? half(random, peel, id) : whole(random, peel, lighting, id);
  return {width: 100, height: 100, markup};
}

function whole(random: Random, peel: Color, {light}: Lighting, id: string): string {
  const sketch = new Sketch(id);
  const focus = light < 0 ? 0.34 : 0.66;
  sketch.ellipse(
    50,
    52,
    45,
    43.5,
    sketch.radial(
      [
        [0, lighter(hsl(peel.h + 6, peel.s, peel.l), 17)],
        [0.5, peel],
        [1, lighter(hsl(peel.h - 8, peel.s, peel.l), -22)],
      ],
      [focus, 0.33, 0.74],
    ),
  );
  for (let pore = 0; pore < 110; pore += 1) {
    const angle = between(random, 0, 2 * Math.PI);
    const reach = Math.sqrt(random.uniform()) * 41;
    const [x, y] = [50 + Math.cos(angle) * reach, 52 + Math.sin(angle) * reach * 0.96];
    sketch.ellipse(x, y, 0.8, 0.7, css(lighter(peel, chance(random, 0.5) ? -16 : 14)), 'opacity="0.5"');
  }
  const [x, y] = [50 + between(random, -14, 14), 52 - between(random, 20, 30)];
  sketch.ellipse(
    x,
    y,
    9,
    5.5,
    sketch.radial([
      [0, lighter(peel, -26), 0.8],
      [1, lighter(peel, -18), 0],
    ]),
  );
  for (let ray = 0; ray < 5; ray += 1) {
    const angle = (ray / 5) * 2 * Math.PI;
    sketch.line(`M${n(x)} ${n(y)}L${n(x + Math.cos(angle) * 4.2)} ${n(y + Math.sin(angle) * 2.8)}`, css(hsl(92, 40, 28)), 2);
  }
  if (chance(random, 0.45)) {
    const leaf = sketch.linear([
      [0, hsl(112, 50, 40)],
      [1, hsl(125, 55, 22)],
    ]);
    sketch.path(`M${n(x)} ${n(y)}Q${n(x + 14)} ${n(y - 20)} ${n(x + 33)} ${n(y - 9)}Q${n(x + 20)} ${n(y + 7)} ${n(x)} ${n(y)}Z`, leaf);
  }
  sketch.ellipse(
    light < 0 ? 31 : 69,
    34,
    10,
    7,
    sketch.radial([
      [0, hsl(40, 100, 97), 0.75],
      [1, hsl(40, 100, 97), 0],
    ]),
  );
  return sketch.markup;
}

function half(random: Random, peel: Color, id: string): string {
  const sketch = new Sketch(id);
  sketch.ellipse(
    50,
    51,
    45,
    44,
    sketch.linear([
      [0, peel],
      [1, lighter(peel, -14)],
    ]),
  );
  sketch.ellipse(50, 50, 41, 40, css(hsl(42, 80, 90)));
  const segments = 9 + random.integer(3);
  const turn = between(random, 0, 1);
  const flesh = sketch.radial([
    [0, hsl(peel.h + 8, 95, 66)],
    [1, hsl(peel.h + 1, 96, 52)],
  ]);
  for (let segment = 0; segment < segments; segment += 1) {
    const [from, to] = [turn + ((segment + 0.09) / segments) * 2 * Math.PI, turn + ((segment + 0.91) / segments) * 2 * Math.PI];
    const at = (angle: number, r: number): string => `${n(50 + Math.cos(angle) * r)} ${n(50 + Math.sin(angle) * r * 0.975)}`;
    const middle = (from + to) / 2;
    sketch.path(
      `M${at(middle, 6)}L${at(from, 34)}Q${at(middle, 41)} ${at(to, 34)}Z`,
      flesh,
      `stroke="${css(hsl(peel.h + 4, 92, 60))}" stroke-width="2" stroke-linejoin="round"`,
    );
    for (const r of [17, 24, 30])
      sketch.line(`M${at(middle - 0.06, r)}L${at(middle + 0.04, r + 4)}`, css(hsl(42, 95, 78)), 1.1, 'opacity="0.7"');
  }
  sketch.ellipse(50, 50, 3, 3, css(hsl(42, 70, 88)));
  return sketch.markup;
}
