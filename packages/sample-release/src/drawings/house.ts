import type {Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {n, Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';

/** A small house with a gable, a door and windows. */
export function drawHouse(random: Random, {light}: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const wall = hsl(pick(random, [30, 40, 12, 205, 95]), between(random, 14, 34), between(random, 66, 82));
  const roof = hsl(pick(random, [12, 18, 215, 28]), between(random, 18, 42), between(random, 26, 36));
  if (chance(random, 0.6)) sketch.rect(118, 14, 14, 34, css(hsl(12, 30, 38)), 1);
  sketch.rect(
    16,
    62,
    140,
    76,
    sketch.linear(
      [
        [0, lighter(wall, light < 0 ? 5 : -9)],
        [1, lighter(wall, light < 0 ? -9 : 5)],
      ],
      [0, 0, 1, 0],
    ),
  );
  sketch.path(
    'M4 66L40 20L132 20L168 66Z',
    sketch.linear([
      [0, lighter(roof, 9)],
      [1, lighter(roof, -5)],
    ]),
  );
  for (const y of [32, 43, 54])
    sketch.line(`M${n(40 - (y - 20) * 0.78)} ${y}L${n(132 + (y - 20) * 0.78)} ${y}`, css(lighter(roof, -9)), 1.2, 'opacity="0.7"');
  const frame = css(hsl(0, 0, 95));
  const glass = sketch.linear(
    [
      [0, hsl(205, 30, 62)],
      [1, hsl(215, 28, 30)],
    ],
    [0, 0, 1, 1],
  );
  for (const x of [28, 120]) {
    sketch.rect(x, 80, 26, 26, frame, 1);
    sketch.rect(x + 2.5, 82.5, 21, 21, glass);
    sketch.line(`M${x + 13} 82L${x + 13} 104M${x + 2} 93L${x + 24} 93`, frame, 1.6);
  }
  sketch.rect(73, 84, 26, 54, css(hsl(pick(random, [205, 140, 22, 350]), 35, 32)), 1.5);
  sketch.ellipse(94, 113, 1.6, 1.6, css(hsl(45, 60, 70)));
  return {width: 172, height: 140, markup: sketch.markup};
}
