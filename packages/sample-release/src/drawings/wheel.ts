import {css, hsl} from '../color.ts';
import type {Sketch} from '../sketch.ts';
import {n} from '../sketch.ts';

/** A road wheel: tyre, rim and spokes. `pattern` 0 to 2 picks the spokes. */
export function drawWheel(sketch: Sketch, x: number, y: number, radius: number, pattern: number): void {
  sketch.ellipse(
    x,
    y,
    radius,
    radius,
    sketch.radial([
      [0, hsl(220, 5, 22)],
      [0.8, hsl(220, 6, 15)],
      [1, hsl(220, 8, 8)],
    ]),
  );
  sketch.ellipse(
    x,
    y,
    radius * 0.64,
    radius * 0.64,
    sketch.linear([
      [0, hsl(215, 8, 88)],
      [1, hsl(215, 8, 52)],
    ]),
  );
  const spokes = [5, 8, 0][pattern] ?? 0;
  for (let spoke = 0; spoke < spokes; spoke += 1) {
    const angle = (spoke / spokes) * 2 * Math.PI;
    const tip = `${n(x + Math.sin(angle) * radius * 0.56)} ${n(y - Math.cos(angle) * radius * 0.56)}`;
    sketch.line(`M${n(x)} ${n(y)}L${tip}`, css(hsl(218, 8, 34)), radius * (spokes === 5 ? 0.1 : 0.07));
  }
  if (spokes === 0) sketch.ellipse(x, y, radius * 0.42, radius * 0.42, css(hsl(218, 8, 40)), 'opacity="0.5"');
  sketch.ellipse(x, y, radius * 0.16, radius * 0.16, css(hsl(218, 8, 30)));
}
