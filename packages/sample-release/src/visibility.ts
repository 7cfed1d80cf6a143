import type {ImageSize} from '@oid/core';
import type {Layer} from './layer.ts';

/** Coverage from which a pixel counts as part of a thing, of 255. */
const SOLID = 96;

/** What of a layer can be seen in the photo. */
export type Visibility = {
  /** Tight around the visible pixels, edges in pixels: `[left, right)` × `[top, bottom)`. Undefined if nothing is visible. */
  readonly extent: {readonly left: number; readonly right: number; readonly top: number; readonly bottom: number} | undefined;
  /** Pixels that are visible, that lie in the photo, and that the thing has in all. */
  readonly visible: number;
  readonly inside: number;
  readonly whole: number;
};

/**
 * Finds what can be seen of each layer once the later ones lie on top and the photo's edge cuts everything off. Exact to the pixel, because
 * it looks at the very pixels that are painted.
 */
export function measureVisibility(layers: readonly Layer[], size: ImageSize): Visibility[] {
  const owner = new Int16Array(size.height * size.width).fill(-1);
  const totals = layers.map((layer, index) => {
    let [inside, whole] = [0, 0];
    for (let row = 0; row < layer.height; row += 1) {
      const y = layer.top + row;
      for (let column = 0; column < layer.width; column += 1) {
        if ((layer.rgba[(row * layer.width + column) * 4 + 3] as number) < SOLID) continue;
        whole += 1;
        const x = layer.left + column;
        if (y < 0 || y >= size.height || x < 0 || x >= size.width) continue;
        inside += 1;
        owner[y * size.width + x] = index;
      }
    }
    return {inside, whole, visible: 0, left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity};
  });
  for (let y = 0; y < size.height; y += 1) {
    for (let x = 0; x < size.width; x += 1) {
      const total = totals[owner[y * size.width + x] as number];
      if (total === undefined) continue;
      total.visible += 1;
      total.left = Math.min(total.left, x);
      total.right = Math.max(total.right, x + 1);
      total.top = Math.min(total.top, y);
      total.bottom = Math.max(total.bottom, y + 1);
    }
  }
  return totals.map(({inside, whole, visible, left, right, top, bottom}) => ({
    extent: visible === 0 ? undefined : {left, right, top, bottom},
    visible,
    inside,
    whole,
  }));
}
