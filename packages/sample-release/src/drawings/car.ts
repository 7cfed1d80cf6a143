import type {Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import type {Color} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';
import {drawWheel} from './wheel.ts';

const PAINTS: readonly (readonly [number, number, number])[] = [
  [0, 78, 44],
  [4, 70, 38],
  [215, 75, 42],
  [205, 70, 52],
  [225, 45, 30],
  [150, 50, 32],
  [190, 60, 40],
  [0, 0, 92],
  [210, 6, 72],
  [220, 8, 26],
  [280, 35, 38],
  [18, 65, 42],
];

const BODIES = {
  sedan: {
    shell: 'M8 79L6 63Q6 53 16 50L42 46Q60 24 84 19L122 19Q143 22 162 44L196 49Q212 53 214 66L214 77Q214 82 208 82L14 82Q8 82 8 79Z',
    glass: ['M54 45Q68 29 86 25L100 25L100 45Z', 'M105 25L121 25Q136 28 150 45L105 45Z'],
    pillar: 102.5,
  },
  hatchback: {
    shell: 'M10 79L8 58Q10 42 24 31Q36 19 58 18L114 18Q138 21 158 44L194 50Q211 54 213 67L213 77Q213 82 207 82L15 82Q10 82 10 79Z',
    glass: ['M27 44Q34 28 56 24L84 24L84 44Z', 'M89 24L113 24Q131 27 146 44L89 44Z'],
    pillar: 86.5,
  },
  wagon: {
    shell: 'M8 80L7 48Q9 18 26 10Q34 6 50 6L120 6Q138 8 158 38L196 45Q212 49 214 62L214 77Q214 82 208 82L14 82Q8 82 8 80Z',
    glass: ['M22 38Q25 16 42 13L60 13L60 38Z', 'M65 13L98 13L98 38L65 38Z', 'M103 13L119 13Q131 15 146 38L103 38Z'],
    pillar: 100.5,
  },
} as const;

/** A car from the side (three bodies) or from the front, in one of twelve paints. */
export function drawCar(random: Random, lighting: Lighting, id: string): Drawing {
  const [h, s, l] = pick(random, PAINTS);
  const paint = hsl(h + between(random, -6, 6), s, l + between(random, -4, 4));
  return chance(random, 0.22) ? front(random, paint, id) : side(random, paint, lighting, id);
}

function side(random: Random, paint: Color, {light}: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const {shell, glass, pillar} = BODIES[pick(random, ['sedan', 'hatchback', 'wagon'] as const)];
  sketch.rect(22, 70, 178, 19, css(hsl(220, 10, 10)), 5);
  sketch.path(
    shell,
    sketch.linear([
      [0, lighter(paint, 16)],
      [0.45, lighter(paint, 5)],
      [0.62, paint],
      [1, lighter(paint, -17)],
    ]),
  );
  sketch.path('M8 60Q100 52 213 62L214 66Q100 57 7 65Z', css(lighter(paint, 28)), 'opacity="0.5"');
  sketch.path('M9 72L213 72L213 78Q213 82 207 82L14 82Q9 82 9 78Z', css(hsl(220, 8, 16)), 'opacity="0.55"');
  for (const window of glass) {
    sketch.path(
      window,
      sketch.linear(
        [
          [0, hsl(205, 38, 66)],
          [0.55, hsl(210, 32, 34)],
          [1, hsl(214, 30, 22)],
        ],
        [light < 0 ? 0 : 1, 0, light < 0 ? 1 : 0, 1],
      ),
    );
  }
  sketch.line(`M${pillar} 24L${pillar} 72Q${pillar} 76 ${pillar - 4} 77`, css(lighter(paint, -22)), 1.4);
  sketch.line('M150 46L154 70Q152 76 148 77', css(lighter(paint, -20)), 1.2);
  sketch.rect(pillar - 16, 53, 9, 2.6, css(lighter(paint, -20)), 1.3);
  sketch.path('M146 41L153 39Q156 44 151 46L146 46Z', css(lighter(paint, -8)));
  sketch.path(
    'M200 54Q211 56 213 64L203 64Q198 60 200 54Z',
    sketch.linear([
      [0, hsl(50, 60, 94)],
      [1, hsl(45, 70, 76)],
    ]),
  );
  sketch.rect(6.5, 54, 6.5, 11, css(hsl(355, 85, 42)), 2);
  sketch.rect(203, 72, 12, 6, css(hsl(220, 8, 20)), 2);
  const rim = random.integer(3);
  for (const x of [53, 169]) {
    sketch.path(`M${x - 21} 84A21 21 0 0 1 ${x + 21} 84Z`, css(hsl(220, 12, 9)));
    drawWheel(sketch, x, 81, 17, rim);
  }
  return {width: 220, height: 98, markup: sketch.markup};
}

function front(random: Random, paint: Color, id: string): Drawing {
  const sketch = new Sketch(id);
  for (const x of [16, 90]) sketch.rect(x, 72, 18, 26, css(hsl(220, 10, 12)), 5);
  sketch.path(
    'M22 44Q26 16 36 9Q44 4 62 4Q80 4 88 9Q98 16 102 44Z',
    sketch.linear([
      [0, lighter(paint, 14)],
      [1, paint],
    ]),
  );
  sketch.path(
    'M29 41Q32 20 40 14Q48 11 62 11Q76 11 84 14Q92 20 95 41Z',
    sketch.linear(
      [
        [0, hsl(205, 36, 70)],
        [1, hsl(212, 32, 24)],
      ],
      [0, 0, 1, 1],
    ),
  );
  sketch.path(
    'M12 88L10 58Q12 44 24 41L100 41Q112 44 114 58L112 88Q110 92 104 92L20 92Q14 92 12 88Z',
    sketch.linear([
      [0, lighter(paint, 14)],
      [0.4, paint],
      [1, lighter(paint, -16)],
    ]),
  );
  sketch.path('M26 44L98 44L94 53L30 53Z', css(lighter(paint, 22)), 'opacity="0.45"');
  sketch.rect(38, 60, 48, 11, css(hsl(220, 10, 14)), 4);
  for (const y of [63, 67]) sketch.line(`M41 ${y}L83 ${y}`, css(hsl(220, 6, 46)), 1);
  for (const x of [25, 99]) {
    sketch.ellipse(x, 62, 10.5, 7, css(hsl(220, 10, 24)));
    sketch.ellipse(
      x,
      62,
      8.5,
      5.5,
      sketch.radial([
        [0, hsl(52, 90, 97)],
        [1, hsl(48, 60, 74)],
      ]),
    );
  }
  sketch.rect(47, 76, 30, 9, css(hsl(50, 20, 92)), 1.5);
  sketch.line('M51 80.500L73 80.500', css(hsl(220, 20, 25)), 2.4, 'stroke-dasharray="3 2.500"');
  sketch.path('M12 82L112 82L111 88Q110 92 104 92L20 92Q14 92 13 88Z', css(hsl(220, 8, 14)), 'opacity="0.5"');
  for (const [x, turn] of [
    [15, -1],
    [109, 1],
  ] as const)
    sketch.ellipse(x + turn * 2, 40, 6.5, 4.5, css(lighter(paint, -6 + random.integer(4))));
  return {width: 124, height: 98, markup: sketch.markup};
}
