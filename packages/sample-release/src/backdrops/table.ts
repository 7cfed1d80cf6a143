import type {ImageSize, Random} from '@oid/core';
import {between, chance, pick} from '../chance.ts';
import {css, hsl, lighter} from '../color.ts';
import type {Color} from '../color.ts';
import {Sketch} from '../sketch.ts';
import type {Backdrop} from './backdrop.ts';

/** A table of wood, stone or cloth before a wall, with plates, jars and cutlery. */
export function drawTable(random: Random, size: ImageSize, light: -1 | 1): Backdrop {
  const sketch = new Sketch('bg');
  const edge = chance(random, 0.3) ? 0 : Math.round(size.height * between(random, 0.18, 0.4));
  if (edge > 0) drawWall(sketch, random, size, edge, light);
  const kind = pick(random, ['wood', 'wood', 'cloth', 'stone'] as const);
  if (kind === 'wood') drawWood(sketch, random, size, edge);
  else if (kind === 'cloth') drawCloth(sketch, random, size, edge);
  else
    sketch.rect(
      0,
      edge,
      size.width,
      size.height - edge,
      sketch.linear([
        [0, hsl(210, 6, 84)],
        [1, hsl(30, 6, 68)],
      ]),
    );
  const pool = sketch.radial([
    [0, hsl(46, 70, 95), 0.32],
    [1, hsl(46, 70, 95), 0],
  ]);
  sketch.ellipse(size.width * (light < 0 ? 0.25 : 0.75), size.height * 0.55, size.width * 0.55, size.height * 0.5, pool);
  drawTableware(sketch, random, size, edge);
  return {
    setting: 'table',
    markup: sketch.markup,
    horizon: Math.max(edge, size.height * 0.12) + size.height * 0.12,
    fromAbove: edge === 0,
    ground:
      kind === 'wood' ? {strength: 0.16, grain: 4, stretch: 9, receding: false} : {strength: 0.09, grain: 5, stretch: 1, receding: false},
  };
}

function drawWall(sketch: Sketch, random: Random, size: ImageSize, edge: number, light: -1 | 1): void {
  const wall = hsl(between(random, 0, 360), between(random, 6, 26), between(random, 52, 82));
  const [near, far] = light < 0 ? [8, -14] : [-14, 8];
  sketch.rect(
    0,
    0,
    size.width,
    edge,
    sketch.linear(
      [
        [0, lighter(wall, near)],
        [1, lighter(wall, far)],
      ],
      [0, 0, 1, 0.2],
    ),
  );
  const pattern = random.integer(4);
  const line = css(lighter(wall, wall.l > 66 ? -9 : 9));
  const step = between(random, 22, 46);
  if (pattern < 2)
    for (let x = between(random, 0, step); x < size.width; x += step)
      sketch.line(`M${x} 0L${x} ${edge}`, line, pattern === 0 ? 1.4 : step * 0.4, 'opacity="0.5"');
  if (pattern === 0) for (let y = edge; y > 0; y -= step * 0.7) sketch.line(`M0 ${y}L${size.width} ${y}`, line, 1.4, 'opacity="0.5"');
  for (let jar = random.integer(6); jar > 0; jar -= 1)
    drawJar(sketch, random, between(random, 0, size.width), edge + 4, between(random, 0.35, 0.8) * edge);
}

/** A jar, bottle or box at the back of the table. */
function drawJar(sketch: Sketch, random: Random, x: number, foot: number, height: number): void {
  const body = hsl(between(random, 90, 340), between(random, 12, 45), between(random, 30, 66));
  const width = height * between(random, 0.3, 0.7);
  const fill = sketch.linear(
    [
      [0, lighter(body, 12)],
      [0.3, lighter(body, 20)],
      [1, lighter(body, -12)],
    ],
    [0, 0, 1, 0],
  );
  const kind = random.integer(3);
  if (kind === 0) return sketch.rect(x, foot - height, width, height, fill, 1);
  sketch.rect(x, foot - height * 0.72, width, height * 0.72, fill, width * 0.16);
  if (kind === 1) {
    sketch.rect(x + width * 0.08, foot - height * 0.86, width * 0.84, height * 0.16, css(lighter(body, -20)), 2);
    return sketch.rect(x + width * 0.12, foot - height * 0.5, width * 0.76, height * 0.28, css(hsl(45, 30, 88)), 1, 'opacity="0.8"');
  }
  return sketch.rect(x + width * 0.34, foot - height, width * 0.32, height * 0.4, fill, 2);
}

function drawWood(sketch: Sketch, random: Random, size: ImageSize, edge: number): void {
  const wood: Color = hsl(between(random, 20, 36), between(random, 24, 46), between(random, 32, 62));
  sketch.rect(
    0,
    edge,
    size.width,
    size.height - edge,
    sketch.linear([
      [0, lighter(wood, 7)],
      [1, lighter(wood, -6)],
    ]),
  );
  const planks = 3 + random.integer(4);
  for (let plank = 0; plank < planks; plank += 1) {
    const [top, bottom] = [plank, plank + 1].map((row) => edge + (size.height - edge) * (row / planks) ** 1.2) as [number, number];
    sketch.rect(0, top, size.width, bottom - top, css(lighter(wood, between(random, -6, 6))), 0, 'opacity="0.55"');
    sketch.line(`M0 ${bottom}L${size.width} ${bottom}`, css(lighter(wood, -20)), 1.6, 'opacity="0.7"');
    for (let grain = 0; grain < 5; grain += 1) {
      const y = between(random, top + 2, bottom - 2);
      const bend = between(random, -4, 4);
      sketch.line(
        `M0 ${y}Q${size.width * 0.3} ${y + bend} ${size.width * 0.55} ${y}T${size.width} ${y - bend}`,
        css(lighter(wood, -12)),
        between(random, 0.5, 1.3),
        'opacity="0.45"',
      );
    }
    if (chance(random, 0.4))
      sketch.ellipse(between(random, 0, size.width), (top + bottom) / 2, 7, 3, css(lighter(wood, -17)), 'opacity="0.6"');
  }
}

function drawCloth(sketch: Sketch, random: Random, size: ImageSize, edge: number): void {
  const cloth = hsl(between(random, 0, 360), between(random, 10, 45), between(random, 60, 88));
  sketch.rect(
    0,
    edge,
    size.width,
    size.height - edge,
    sketch.linear([
      [0, lighter(cloth, 3)],
      [1, lighter(cloth, -8)],
    ]),
  );
  const band = css(hsl(pick(random, [210, 150, 330, 260]), between(random, 25, 50), 52));
  const step = between(random, 26, 60);
  if (chance(random, 0.7))
    for (let x = 0; x < size.width; x += step) sketch.rect(x, edge, step / 2, size.height - edge, band, 0, 'opacity="0.28"');
  if (chance(random, 0.7))
    for (let y = edge; y < size.height; y += step) sketch.rect(0, y, size.width, step / 2, band, 0, 'opacity="0.28"');
  for (let fold = 0; fold < 4; fold += 1) {
    const x = between(random, 0, size.width);
    sketch.line(
      `M${x} ${edge}Q${x + between(random, -40, 40)} ${size.height * 0.6} ${x + between(random, -70, 70)} ${size.height}`,
      css(lighter(cloth, -16)),
      between(random, 4, 12),
      'opacity="0.16"',
    );
  }
}

function drawTableware(sketch: Sketch, random: Random, size: ImageSize, edge: number): void {
  for (let plate = random.integer(3); plate > 0; plate -= 1) {
    const [x, y, r] = [
      between(random, 0.1, 0.9) * size.width,
      edge + between(random, 0.35, 0.9) * (size.height - edge),
      between(random, 0.14, 0.26) * size.width,
    ];
    const china = hsl(between(random, 180, 260), between(random, 2, 24), between(random, 82, 95));
    sketch.ellipse(x, y + r * 0.05, r * 1.02, r * 0.52, '#000000', 'opacity="0.2"');
    sketch.ellipse(
      x,
      y,
      r,
      r * 0.5,
      sketch.linear([
        [0, china],
        [1, lighter(china, -8)],
      ]),
    );
    sketch.ellipse(
      x,
      y,
      r * 0.68,
      r * 0.33,
      sketch.linear([
        [0, lighter(china, -10)],
        [1, lighter(china, 3)],
      ]),
    );
  }
  for (let knife = random.integer(3); knife > 0; knife -= 1) {
    const place = `translate(${between(random, 0, size.width)} ${edge + between(random, 0.3, 1) * (size.height - edge)}) rotate(${between(random, 0, 180)})`;
    const handle = css(hsl(pick(random, [20, 215]), 20, 24));
    sketch.add(
      `<g transform="${place}"><path d="M0 0L52 -3Q66 0 52 4L0 5Z" fill="#c3c9ce"/><rect x="-40" y="-1" width="42" height="7" rx="3" fill="${handle}"/></g>`,
    );
  }
  for (let crumb = random.integer(40); crumb > 0; crumb -= 1) {
    const r = between(random, 0.6, 2.2);
    sketch.ellipse(
      between(random, 0, size.width),
      edge + random.uniform() * (size.height - edge),
      r,
      r * 0.7,
      css(hsl(32, 40, between(random, 20, 70))),
      'opacity="0.7"',
    );
  }
}
