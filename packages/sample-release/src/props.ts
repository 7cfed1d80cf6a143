import type {Random} from '@oid/core';
import {between, pick} from './chance.ts';
import {css, hsl, lighter} from './color.ts';
import {Sketch} from './sketch.ts';
import type {Drawing} from './sketch.ts';

/** A sheet of white paper. */
export function drawPaper(): Drawing {
  const sketch = new Sketch('paper');
  sketch.rect(3, 4, 114, 94, '#000000', 2, 'opacity="0.2"');
  sketch.rect(
    1,
    1,
    114,
    94,
    sketch.linear([
      [0, hsl(46, 22, 97)],
      [1, hsl(44, 16, 90)],
    ]),
    1,
  );
  sketch.rect(5, 5, 106, 86, 'none', 0, 'stroke="#b9b2a2" stroke-width="0.8"');
  return {width: 118, height: 100, markup: sketch.markup};
}

/** A post that runs through the whole height. */
export function drawPost(random: Random): Drawing {
  const sketch = new Sketch('post');
  const metal = hsl(pick(random, [150, 215, 30]), between(random, 6, 22), between(random, 18, 40));
  sketch.rect(
    3,
    0,
    8,
    400,
    sketch.linear(
      [
        [0, lighter(metal, 10)],
        [0.4, lighter(metal, 16)],
        [1, lighter(metal, -8)],
      ],
      [0, 0, 1, 0],
    ),
  );
  sketch.rect(0, 340, 14, 60, css(lighter(metal, -4)), 2);
  return {width: 14, height: 400, markup: sketch.markup};
}

/** A low railing across the whole width. */
export function drawFence(random: Random): Drawing {
  const sketch = new Sketch('fence');
  const wood = hsl(between(random, 20, 40), between(random, 8, 34), between(random, 30, 78));
  for (const y of [12, 34])
    sketch.rect(
      0,
      y,
      520,
      5,
      sketch.linear([
        [0, lighter(wood, 8)],
        [1, lighter(wood, -12)],
      ]),
    );
  for (let x = 14; x < 520; x += 62)
    sketch.rect(
      x,
      2,
      8,
      60,
      sketch.linear(
        [
          [0, lighter(wood, 6)],
          [1, lighter(wood, -12)],
        ],
        [0, 0, 1, 0],
      ),
      2,
    );
  return {width: 520, height: 62, markup: sketch.markup};
}
