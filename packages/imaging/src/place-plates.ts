import type {ImageSize} from '@oid/core';

/** A rectangle in pixels, origin top left. */
export type Rectangle = {x: number; y: number; width: number; height: number};

/**
 * Finds a place for each box's label plate, wholly inside the picture: above the box if there is room, else below it, inside its top or
 * inside its bottom, at its left or right end; the first of these that covers no plate placed before, and among covered ones the least.
 *
 * @param items - `box` and the plate's size, in order of precedence.
 * @returns one rectangle for each item, in whole pixels.
 */
export function placePlates(items: readonly {box: Rectangle; plate: {width: number; height: number}}[], picture: ImageSize): Rectangle[] {
  const placed: Rectangle[] = [];
  for (const {box, plate} of items) {
    const left = box.x;
    const right = box.x + box.width - plate.width;
    const rows = [box.y - plate.height, box.y + box.height, box.y, box.y + box.height - plate.height];
    const candidates = rows
      .flatMap((y) => [left, right].map((x) => ({x, y})))
      .filter(({y}, index) => index >= 4 || (y >= 0 && y + plate.height <= picture.height))
      .map(({x, y}) => ({
        x: Math.round(Math.max(0, Math.min(x, picture.width - plate.width))),
        y: Math.round(Math.max(0, Math.min(y, picture.height - plate.height))),
        ...plate,
      }));
    let best = candidates[0] as Rectangle;
    let least = Infinity;
    for (const candidate of candidates) {
      const covered = placed.reduce((sum, other) => sum + overlap(candidate, other), 0);
      if (covered < least) [best, least] = [candidate, covered];
    }
    placed.push(best);
  }
  return placed;
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
