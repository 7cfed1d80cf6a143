import type {Random} from '@oid/core';
import {between, chance} from './chance.ts';
import type {SampleClass} from './classes.ts';
import {n, Sketch} from './sketch.ts';
import type {Drawing, Lighting} from './sketch.ts';

/**
 * More than five touching things of one class as one drawing, for an `IsGroupOf` box: fruit in a pile, anything else in two rows one
 * behind the other.
 */
export function drawGroup(random: Random, {draw}: SampleClass, lighting: Lighting, id: string, piled: boolean): Drawing {
  const sketch = new Sketch(id);
  const rows = piled ? [4, 3, 2] : [3 + random.integer(2), 3 + random.integer(2)];
  const [across, up] = piled ? [84, 62] : [112, 58];
  const side = 130;
  const [width, height] = [side + across * (Math.max(...rows) - 1), side + up * (rows.length - 1)];
  for (const [row, count] of piled ? [...rows.entries()] : [...rows.entries()].reverse()) {
    for (let column = 0; column < count; column += 1) {
      const drawing = draw(random, lighting, `${id}_${row}_${column}_`);
      const scale = (side / Math.max(drawing.width, drawing.height)) * between(random, 0.9, 1.05);
      const x = width / 2 + (column - (count - 1) / 2) * across + between(random, -6, 6);
      const foot = height - row * up + between(random, -4, 4);
      const turn = piled ? between(random, -35, 35) : 0;
      const flip = chance(random, 0.5) && !piled ? -1 : 1;
      const middle = foot - (drawing.height * scale) / 2;
      sketch.nest(
        drawing.markup,
        `translate(${n(x)} ${n(middle)}) rotate(${n(turn)}) scale(${n(scale * flip)} ${n(scale)}) translate(${n(-drawing.width / 2)} ${n(-drawing.height / 2)})`,
      );
    }
  }
  return {width, height, markup: sketch.markup};
}
