import type {ImageSize, Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Backdrop} from './backdrop.ts';
import {drawHills, drawSky} from './sky.ts';

/** A road or a meadow before buildings or hills, with lamps, bushes and bollards. */
export function drawStreet(random: Random, size: ImageSize, light: -1 | 1): Backdrop {
  const sketch = new Sketch('bg');
  const horizon = Math.round(size.height * between(random, 0.34, 0.54));
  drawSky(sketch, random, size, horizon, light);
  if (chance(random, 0.55)) drawBuildings(sketch, random, size, horizon, light);
  else drawHills(sketch, random, size, horizon);
  drawBushes(sketch, random, size, horizon);
  const paved = chance(random, 0.7);
  if (paved) drawRoad(sketch, random, size, horizon);
  else drawMeadow(sketch, random, size, horizon);
  drawStreetClutter(sketch, random, size, horizon);
  return {
    setting: 'street',
    markup: sketch.markup,
    horizon: horizon + size.height * 0.1,
    fromAbove: false,
    ground: paved ? {strength: 0.1, grain: 3, stretch: 2, receding: true} : {strength: 0.2, grain: 6, stretch: 1.5, receding: true},
  };
}

function drawBuildings(sketch: Sketch, random: Random, size: ImageSize, horizon: number, light: -1 | 1): void {
  let x = -between(random, 0, 30);
  while (x < size.width) {
    const width = size.width * between(random, 0.1, 0.24);
    const height = horizon * between(random, 0.35, 0.95);
    const wall = hsl(pick(random, [18, 28, 35, 210, 220, 12]), between(random, 6, 28), between(random, 42, 74));
    const [near, far] = light < 0 ? [7, -7] : [-7, 7];
    sketch.rect(
      x,
      horizon - height,
      width + 1,
      height + 2,
      sketch.linear(
        [
          [0, lighter(wall, near)],
          [1, lighter(wall, far)],
        ],
        [0, 0, 1, 0],
      ),
    );
    sketch.rect(x, horizon - height, width + 1, 4, css(lighter(wall, -10)));
    const [columns, rows] = [
      Math.max(2, Math.round(width / between(random, 13, 20))),
      Math.max(2, Math.round(height / between(random, 16, 24))),
    ];
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const glass = chance(random, 0.2) ? hsl(45, 60, 76) : hsl(210, 18, between(random, 26, 46));
        const [w, h] = [(width / columns) * 0.55, (height / rows) * 0.55];
        sketch.rect(
          x + ((column + 0.22) * width) / columns,
          horizon - height + 6 + (row * (height - 8)) / rows,
          w,
          h,
          css(glass),
          0,
          'opacity="0.85"',
        );
      }
    }
    x += width;
  }
}

function drawBushes(sketch: Sketch, random: Random, size: ImageSize, horizon: number): void {
  const leaf = hsl(between(random, 85, 135), between(random, 22, 40), between(random, 24, 38));
  for (let bush = random.integer(9); bush > 0; bush -= 1) {
    const [x, r] = [between(random, 0, size.width), size.height * between(random, 0.02, 0.07)];
    for (let part = 0; part < 5; part += 1) {
      sketch.ellipse(
        x + between(random, -1, 1) * r,
        horizon - between(random, 0, 0.7) * r,
        r * 0.7,
        r * 0.6,
        css(lighter(leaf, between(random, -6, 9))),
      );
    }
  }
}

function drawRoad(sketch: Sketch, random: Random, size: ImageSize, horizon: number): void {
  const asphalt = hsl(215, between(random, 2, 9), between(random, 32, 52));
  const kerb = horizon + size.height * 0.06;
  sketch.rect(
    0,
    horizon,
    size.width,
    kerb - horizon,
    sketch.linear([
      [0, lighter(asphalt, 16)],
      [1, lighter(asphalt, 26)],
    ]),
  );
  sketch.rect(0, kerb, size.width, 4, css(lighter(asphalt, 34)));
  sketch.rect(
    0,
    kerb + 4,
    size.width,
    size.height - kerb,
    sketch.linear([
      [0, lighter(asphalt, 6)],
      [1, lighter(asphalt, -7)],
    ]),
  );
  const paint = css(hsl(50, 12, 90));
  const lanes = 1 + random.integer(2);
  for (let lane = 1; lane <= lanes; lane += 1) {
    const y = kerb + (size.height - kerb) * (lane / (lanes + 1)) ** 1.25;
    const width = 2 + (5 * (y - horizon)) / (size.height - horizon);
    const offset = between(random, 0, 40);
    sketch.add(
      `<line x1="${-offset}" y1="${y}" x2="${size.width + 60}" y2="${y}" stroke="${paint}" stroke-width="${width}" stroke-dasharray="${10 * width} ${8 * width}" opacity="0.75"/>`,
    );
  }
  for (let patch = random.integer(4); patch > 0; patch -= 1) {
    const y = between(random, kerb + 10, size.height);
    sketch.ellipse(
      between(random, 0, size.width),
      y,
      between(random, 20, 80),
      between(random, 3, 9),
      css(lighter(asphalt, between(random, -12, 6))),
      'opacity="0.5"',
    );
  }
}

function drawMeadow(sketch: Sketch, random: Random, size: ImageSize, horizon: number): void {
  const grass = hsl(between(random, 70, 115), between(random, 26, 44), between(random, 34, 48));
  sketch.rect(
    0,
    horizon,
    size.width,
    size.height - horizon,
    sketch.linear([
      [0, lighter(grass, 12)],
      [1, lighter(grass, -10)],
    ]),
  );
  for (let blade = 0; blade < 110; blade += 1) {
    const depth = random.uniform() ** 0.6;
    const [x, y, s] = [between(random, 0, size.width), horizon + depth * (size.height - horizon), 2 + 7 * depth];
    sketch.line(
      `M${x} ${y}Q${x + between(random, -2, 2)} ${y - s} ${x + between(random, -4, 4)} ${y - 1.5 * s}`,
      css(lighter(grass, between(random, -16, 16))),
      0.8 + depth,
      'opacity="0.6"',
    );
  }
  for (let flower = random.integer(30); flower > 0; flower -= 1) {
    const depth = random.uniform();
    const r = 0.8 + 2 * depth;
    sketch.ellipse(
      between(random, 0, size.width),
      horizon + depth * (size.height - horizon),
      r,
      r * 0.8,
      css(hsl(pick(random, [0, 50, 280]), chance(random, 0.5) ? 0 : 70, 88)),
    );
  }
}

function drawStreetClutter(sketch: Sketch, random: Random, size: ImageSize, horizon: number): void {
  const metal = css(hsl(215, 8, 30));
  if (chance(random, 0.5)) {
    const first = between(random, 0, 1) * size.width;
    const height = size.height * between(random, 0.3, 0.42);
    for (const x of [first, first - size.width * 0.45, first + size.width * 0.45]) {
      sketch.line(
        `M${x} ${horizon + 12}L${x} ${horizon - height}Q${x + 4} ${horizon - height - 8} ${x + 18} ${horizon - height - 6}`,
        metal,
        2.4,
      );
      sketch.ellipse(x + 20, horizon - height - 4, 7, 3, css(hsl(48, 50, 86)));
    }
  }
  for (let bollard = random.integer(6); bollard > 0; bollard -= 1) {
    const [x, y, h] = [between(random, 0, size.width), horizon + size.height * 0.05, size.height * between(random, 0.04, 0.07)];
    sketch.rect(x, y - h, h * 0.28, h, css(hsl(pick(random, [20, 215, 0]), pick(random, [4, 60]), 45)), h * 0.1);
    sketch.rect(x, y - h * 0.75, h * 0.28, h * 0.2, css(hsl(0, 0, 92)));
  }
}
