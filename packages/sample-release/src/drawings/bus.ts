import type {Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import type {Color} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';
import {drawWheel} from './wheel.ts';

const PAINTS: readonly (readonly [number, number, number])[] = [
  [46, 92, 50],
  [42, 90, 48],
  [2, 76, 42],
  [212, 68, 44],
  [145, 48, 36],
  [190, 55, 42],
  [20, 80, 48],
  [210, 12, 88],
];

/** A bus from the side (one deck or two) or from the front. */
export function drawBus(random: Random, lighting: Lighting, id: string): Drawing {
  const [h, s, l] = pick(random, PAINTS);
  const paint = hsl(h + between(random, -4, 4), s, l + between(random, -4, 4));
  if (chance(random, 0.2)) return front(random, paint, id);
  return side(random, paint, lighting, chance(random, 0.3), id);
}

function side(random: Random, paint: Color, {light}: Lighting, doubleDeck: boolean, id: string): Drawing {
  const sketch = new Sketch(id);
  const top = 6;
  const deck = doubleDeck ? 50 : 0;
  const floor = top + 92 + deck;
  const length = doubleDeck ? 214 : 262;
  const right = 4 + length;
  const trim = pick(random, [hsl(0, 0, 96), lighter(paint, -24), hsl(paint.h + 180, 50, 34)]);
  if (!doubleDeck) sketch.rect(60, 2, 66, 9, css(lighter(paint, -14)), 3);
  sketch.rect(18, floor - 12, length - 28, 12, css(hsl(220, 10, 12)), 3);
  sketch.path(
    `M4 ${top + 12}Q4 ${top} 16 ${top}L${right - 18} ${top}Q${right - 4} ${top + 1} ${right - 2} ${top + 16}L${right} ${floor - 34}L${right} ${floor - 10}Q${right} ${floor - 4} ${right - 6} ${floor - 4}L10 ${floor - 4}Q4 ${floor - 4} 4 ${floor - 10}Z`,
    sketch.linear([
      [0, lighter(paint, 15)],
      [0.12, lighter(paint, 3)],
      [0.7, paint],
      [1, lighter(paint, -15)],
    ]),
  );
  sketch.rect(4, floor - 40, length - 1, 6, css(trim), 0, 'opacity="0.9"');
  sketch.rect(4, floor - 20, length, 16, css(hsl(220, 10, 18)), 4, 'opacity="0.35"');
  const glass = (): string =>
    sketch.linear(
      [
        [0, hsl(200, 34, 70)],
        [0.5, hsl(206, 32, 42)],
        [1, hsl(212, 30, 24)],
      ],
      [light < 0 ? 0 : 1, 0, light < 0 ? 1 : 0, 1],
    );
  const rows = doubleDeck ? [top + 12, top + 62] : [top + 16];
  for (const [row, y] of rows.entries()) {
    const last = row === rows.length - 1;
    const windows = doubleDeck ? 5 : 6;
    const space = length - (last ? 62 : 34);
    for (let window = 0; window < windows; window += 1) {
      sketch.rect(14 + (window * space) / windows, y, space / windows - 5, 27, glass(), 3.5);
    }
    sketch.path(
      `M${right - 24} ${y - 1}L${right - 8} ${y - 1}Q${right - 3} ${y + 14} ${right - 3} ${y + 31}L${right - 24} ${y + 31}Z`,
      glass(),
    );
  }
  const doorTop = (rows.at(-1) as number) - 1;
  sketch.rect(right - 49, doorTop, 21, floor - doorTop - 8, css(hsl(215, 14, 24)), 3);
  for (const x of [right - 47, right - 38]) sketch.rect(x, doorTop + 3, 8, floor - doorTop - 16, glass(), 2);
  if (!doubleDeck) {
    sketch.rect(right - 92, top + 3.5, 46, 9, css(hsl(220, 20, 10)), 2);
    sketch.line(
      `M${right - 88} ${top + 8}L${right - 52} ${top + 8}`,
      css(hsl(38, 95, 58)),
      3.4,
      'stroke-dasharray="5 2.500" style="stroke-linecap:butt"',
    );
  }
  sketch.ellipse(right - 5, floor - 22, 4.5, 5.5, css(hsl(52, 85, 88)));
  sketch.rect(4, floor - 28, 5, 12, css(hsl(356, 82, 44)), 2);
  for (const x of [52, right - 74]) {
    sketch.path(`M${x - 20} ${floor - 3}A20 20 0 0 1 ${x + 20} ${floor - 3}Z`, css(hsl(220, 12, 9)));
    drawWheel(sketch, x, floor - 3, 15.5, 1);
  }
  return {width: right + 4, height: floor + 14, markup: sketch.markup};
}

function front(random: Random, paint: Color, id: string): Drawing {
  const sketch = new Sketch(id);
  for (const x of [14, 86]) sketch.rect(x, 120, 18, 24, css(hsl(220, 10, 12)), 4);
  sketch.rect(
    6,
    4,
    106,
    128,
    sketch.linear([
      [0, lighter(paint, 14)],
      [0.5, paint],
      [1, lighter(paint, -15)],
    ]),
    13,
  );
  sketch.rect(26, 9, 66, 13, css(hsl(220, 20, 10)), 3);
  sketch.line('M32 15.500L86 15.500', css(hsl(38, 95, 58)), 5, 'stroke-dasharray="7 3" style="stroke-linecap:butt"');
  sketch.rect(
    12,
    26,
    94,
    52,
    sketch.linear(
      [
        [0, hsl(202, 36, 74)],
        [0.5, hsl(208, 32, 46)],
        [1, hsl(212, 30, 26)],
      ],
      [0, 0, 1, 1],
    ),
    7,
  );
  sketch.line('M59 28L59 77', css(hsl(215, 14, 20)), 2);
  for (const [x, tilt] of [
    [30, 18],
    [74, 18],
  ] as const)
    sketch.line(`M${x} 77L${x + tilt} 52`, css(hsl(215, 14, 14)), 1.6);
  sketch.rect(6, 84, 106, 6, css(pick(random, [hsl(0, 0, 96), lighter(paint, -24)])));
  sketch.rect(36, 96, 46, 13, css(hsl(220, 12, 18)), 3);
  for (const x of [22, 96]) {
    sketch.ellipse(x, 104, 8.5, 8.5, css(hsl(220, 10, 26)));
    sketch.ellipse(
      x,
      104,
      6.5,
      6.5,
      sketch.radial([
        [0, hsl(52, 90, 97)],
        [1, hsl(48, 60, 74)],
      ]),
    );
  }
  sketch.rect(10, 118, 98, 14, css(hsl(220, 8, 18)), 5);
  sketch.rect(46, 119, 26, 8, css(hsl(50, 20, 92)), 1);
  for (const x of [1, 109]) sketch.rect(x, 38, 8, 20, css(hsl(220, 10, 16)), 3);
  return {width: 118, height: 146, markup: sketch.markup};
}
