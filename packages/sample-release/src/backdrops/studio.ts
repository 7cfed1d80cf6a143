import type {ImageSize, Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {n, Sketch} from '../sketch.ts';
import type {Backdrop} from './backdrop.ts';

/** A sweep of coloured paper or a carpet, with blocks, pencils, balls and leaves lying about. */
export function drawStudio(random: Random, size: ImageSize, light: -1 | 1): Backdrop {
  const sketch = new Sketch('bg');
  const paper = hsl(between(random, 0, 360), between(random, 8, 40), between(random, 40, 82));
  const [near, far] = light < 0 ? [12, -14] : [-14, 12];
  sketch.rect(
    0,
    0,
    size.width,
    size.height,
    sketch.linear(
      [
        [0, lighter(paper, near)],
        [1, lighter(paper, far)],
      ],
      [0, 0, 1, 0.5],
    ),
  );
  const bend = size.height * between(random, 0.25, 0.45);
  sketch.rect(
    0,
    bend - 20,
    size.width,
    70,
    sketch.linear([
      [0, lighter(paper, -12), 0],
      [0.5, lighter(paper, -12), 0.35],
      [1, lighter(paper, -12), 0],
    ]),
  );
  if (chance(random, 0.4)) drawRug(sketch, random, size);
  for (let thing = 3 + random.integer(7); thing > 0; thing -= 1) drawThing(sketch, random, size, bend);
  return {
    setting: 'studio',
    markup: sketch.markup,
    horizon: bend,
    fromAbove: true,
    ground: {strength: 0.09, grain: between(random, 2, 7), stretch: 1, receding: false},
  };
}

function drawRug(sketch: Sketch, random: Random, size: ImageSize): void {
  const hue = between(random, 0, 360);
  const turn = between(random, -25, 25);
  const step = between(random, 16, 36);
  for (let y = -size.height; y < 2 * size.height; y += step) {
    sketch.rect(
      -size.width,
      y,
      3 * size.width,
      step / 2,
      css(hsl(hue + (y % 3) * 20, 30, 50)),
      0,
      `opacity="0.16" transform="rotate(${n(turn)} ${size.width / 2} ${size.height / 2})"`,
    );
  }
}

function drawThing(sketch: Sketch, random: Random, size: ImageSize, top: number): void {
  const [x, y] = [between(random, 0, size.width), between(random, top, size.height)];
  const s = between(random, 0.035, 0.09) * size.width;
  const tone = hsl(between(random, 0, 360), between(random, 30, 65), between(random, 34, 62));
  const place = `transform="translate(${n(x)} ${n(y)}) rotate(${n(between(random, 0, 360))}) scale(${n(s / 20)})"`;
  sketch.ellipse(x + s * 0.15, y + s * 0.45, s * 1.1, s * 0.5, '#000000', 'opacity="0.16"');
  switch (random.integer(5)) {
    case 0: {
      const h = s * 0.9;
      sketch.path(`M${x - h} ${y - h * 0.5}L${x} ${y - h}L${x + h} ${y - h * 0.5}L${x} ${y}Z`, css(lighter(tone, 18)));
      sketch.path(`M${x - h} ${y - h * 0.5}L${x} ${y}L${x} ${y + h}L${x - h} ${y + h * 0.5}Z`, css(tone));
      return sketch.path(`M${x + h} ${y - h * 0.5}L${x} ${y}L${x} ${y + h}L${x + h} ${y + h * 0.5}Z`, css(lighter(tone, -14)));
    }
    case 1:
      return sketch.add(
        `<g ${place}><rect x="-32" y="-3" width="54" height="6" fill="${css(tone)}"/><path d="M22 -3L32 0L22 3Z" fill="#e2c79c"/><path d="M29 -1L32 0L29 1Z" fill="#222222"/></g>`,
      );
    case 2:
      return sketch.add(
        `<g ${place}><path d="M-24 0Q-6 -18 24 0Q-6 18 -24 0Z" fill="${css(hsl(pick(random, [30, 90, 140]), 40, 34))}"/><path d="M-28 0L22 0" stroke="#20301a" stroke-opacity=".5" stroke-width="1.500"/></g>`,
      );
    case 3: {
      const ball = sketch.radial(
        [
          [0, lighter(hsl(between(random, 170, 320), 45, 50), 22)],
          [1, hsl(between(random, 170, 320), 45, 30)],
        ],
        [0.38, 0.34, 0.7],
      );
      sketch.ellipse(x, y, s * 0.7, s * 0.7, ball);
      return sketch.path(
        `M${x - s * 0.7} ${y}Q${x} ${y + s * 0.35} ${x + s * 0.7} ${y}`,
        'none',
        `stroke="#ffffff" stroke-opacity="0.6" stroke-width="${n(s * 0.14)}"`,
      );
    }
    default:
      return sketch.add(
        `<g ${place}><rect x="-20" y="-26" width="40" height="52" rx="2" fill="#f3f1ea"/><path d="M-13 -14H13M-13 -4H13M-13 6H4" stroke="#7d8590" stroke-width="2"/></g>`,
      );
  }
}
