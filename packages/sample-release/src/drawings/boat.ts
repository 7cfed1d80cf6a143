import type {Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Drawing, Lighting} from '../sketch.ts';

const HULLS: readonly (readonly [number, number, number])[] = [
  [0, 0, 94],
  [215, 60, 34],
  [2, 68, 40],
  [26, 48, 36],
  [170, 45, 32],
  [220, 14, 22],
];
const SAILS: readonly (readonly [number, number, number])[] = [
  [45, 30, 95],
  [0, 0, 97],
  [40, 45, 88],
  [4, 70, 52],
  [205, 55, 58],
];

/** A sailing boat, or a motor boat with a cabin. */
export function drawBoat(random: Random, lighting: Lighting, id: string): Drawing {
  return chance(random, 0.65) ? sailing(random, lighting, id) : motor(random, lighting, id);
}

function sailing(random: Random, {light}: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const hull = hsl(...pick(random, HULLS));
  const sail = hsl(...pick(random, SAILS));
  const belly = between(random, 4, 22);
  sketch.line('M80 10L80 152', css(hsl(28, 30, 34)), 3);
  const cloth = (from: number): string =>
    sketch.linear(
      [
        [0, lighter(sail, light < 0 ? 2 : -16)],
        [0.6, lighter(sail, -3)],
        [1, lighter(sail, light < 0 ? -16 : 2)],
      ],
      [from, 0, 1 - from, 0.25],
    );
  sketch.path(`M84 14Q${120 + belly} 84 136 142L84 142Z`, cloth(0));
  sketch.path(`M76 24Q${46 - belly / 2} 92 20 140Q46 146 76 138Z`, cloth(0));
  for (const y of [50, 82, 112]) sketch.line(`M84 ${y}L${88 + (y - 14) * 0.38} ${y + 2}`, css(lighter(sail, -22)), 0.9, 'opacity="0.6"');
  if (chance(random, 0.4))
    sketch.path(
      `M84 98Q100 102 ${121 + belly * 0.35} 103L${127 + belly * 0.22} 118Q100 118 84 114Z`,
      css(hsl(between(random, 0, 360), 70, 48)),
    );
  sketch.path('M80 5L98 10L80 15Z', css(hsl(pick(random, [2, 48, 215]), 80, 50)));
  sketch.path(
    'M12 150L148 147Q143 166 124 178L44 178Q22 170 12 150Z',
    sketch.linear([
      [0, lighter(hull, 10)],
      [0.5, hull],
      [1, lighter(hull, -20)],
    ]),
  );
  sketch.path('M15 156L146 153L144 158L18 161Z', css(hsl(pick(random, [2, 45, 215, 0]), 70, hull.l > 60 ? 40 : 90)));
  sketch.path('M60 150L66 139L104 138L110 148Z', css(lighter(hull, hull.l > 60 ? -14 : 22)));
  for (const x of [72, 84, 96]) sketch.ellipse(x, 144.5, 2.6, 2.2, css(hsl(205, 40, 26)));
  return {width: 160, height: 182, markup: sketch.markup};
}

function motor(random: Random, {light}: Lighting, id: string): Drawing {
  const sketch = new Sketch(id);
  const hull = hsl(...pick(random, HULLS));
  const cabin = hsl(pick(random, [0, 40, 205]), 12, 92);
  sketch.line('M84 46L84 8', css(hsl(215, 8, 30)), 2);
  sketch.path('M84 9L66 13L84 18Z', css(hsl(pick(random, [2, 48, 215]), 80, 50)));
  sketch.line('M112 46L118 22', css(hsl(215, 8, 36)), 1.4);
  sketch.path(
    'M58 74L62 38Q63 34 68 34L116 34Q121 34 124 38L142 74Z',
    sketch.linear(
      [
        [0, cabin],
        [1, lighter(cabin, -16)],
      ],
      [light < 0 ? 0 : 1, 0, light < 0 ? 1 : 0, 0.6],
    ),
  );
  sketch.rect(54, 31, 74, 5, css(lighter(hull, hull.l > 60 ? -45 : 4)), 2.5);
  const glass = sketch.linear([
    [0, hsl(200, 42, 66)],
    [1, hsl(212, 36, 26)],
  ]);
  sketch.rect(68, 42, 17, 17, glass, 2.5);
  sketch.rect(89, 42, 17, 17, glass, 2.5);
  sketch.path('M110 42L119 42L129 59L110 59Z', glass);
  sketch.path(
    'M6 72L198 64Q188 92 166 106L32 106Q12 98 6 72Z',
    sketch.linear([
      [0, lighter(hull, 10)],
      [0.5, hull],
      [1, lighter(hull, -20)],
    ]),
  );
  sketch.path('M8 79L195 72L193 78L11 86Z', css(hsl(pick(random, [2, 45, 215]), 70, hull.l > 60 ? 42 : 88)));
  for (const x of [50, 76, 102, 128]) {
    sketch.ellipse(x, 90, 5, 5, css(hsl(215, 12, 82)));
    sketch.ellipse(x, 90, 3.4, 3.4, css(hsl(210, 40, 22)));
  }
  sketch.line('M142 60L190 54M150 66L150 59M166 65L166 57M182 64L182 55', css(hsl(215, 8, 80)), 1.6);
  return {width: 204, height: 110, markup: sketch.markup};
}
