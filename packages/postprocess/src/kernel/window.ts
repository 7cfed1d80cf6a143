import {OptionError} from '@oid/core';

/** `[ymin, xmin, ymax, xmax]` that boxes are cut to, in their unit. */
export type Window = readonly [number, number, number, number];

/**
 * Cuts row `k / 4` of `from` to a window, writes it to row `to / 4` of `target`, and tells whether any area is left. In float32, as TensorFlow.
 */
export function clipRow(from: Float32Array, k: number, window: Window, target: Float32Array, to: number): boolean {
  const [windowYmin, windowXmin, windowYmax, windowXmax] = window;
  target[to] = Math.max(Math.min(from[k] as number, windowYmax), windowYmin);
  target[to + 1] = Math.max(Math.min(from[k + 1] as number, windowXmax), windowXmin);
  target[to + 2] = Math.max(Math.min(from[k + 2] as number, windowYmax), windowYmin);
  target[to + 3] = Math.max(Math.min(from[k + 3] as number, windowXmax), windowXmin);
  return hasArea(target, to);
}

function hasArea(boxes: Float32Array, k: number): boolean {
  const height = Math.fround((boxes[k + 2] as number) - (boxes[k] as number));
  const width = Math.fround((boxes[k + 3] as number) - (boxes[k + 1] as number));
  return Math.fround(height * width) > 0;
}

/** Expresses a row of boxes relative to a window: its corners become (0, 0) and (1, 1). Shift, then times one over the side, in float32. */
export function reframeRow(boxes: Float32Array, k: number, window: Window): void {
  const [ymin, xmin, ymax, xmax] = window;
  const perHeight = Math.fround(1 / Math.fround(ymax - ymin));
  const perWidth = Math.fround(1 / Math.fround(xmax - xmin));
  boxes[k] = Math.fround((boxes[k] as number) - ymin) * perHeight;
  boxes[k + 1] = Math.fround((boxes[k + 1] as number) - xmin) * perWidth;
  boxes[k + 2] = Math.fround((boxes[k + 2] as number) - ymin) * perHeight;
  boxes[k + 3] = Math.fround((boxes[k + 3] as number) - xmin) * perWidth;
}

/** @returns the window in float32. @throws OptionError for one that is not finite or is reversed, or has no area where `needsArea`. */
export function checkWindow(window: Window, needsArea: boolean): Window {
  const rounded = window.map(Math.fround);
  const [ymin, xmin, ymax, xmax] = rounded as unknown as Window;
  const valid =
    rounded.length === 4 && rounded.every(Number.isFinite) && (needsArea ? ymax > ymin && xmax > xmin : ymax >= ymin && xmax >= xmin);
  if (!valid) {
    const expected = needsArea
      ? 'with ymin < ymax and xmin < xmax, since boxes are divided by its sides'
      : 'with ymin <= ymax and xmin <= xmax';
    throw new OptionError('clipWindow', `[${window.join(', ')}]`, `[ymin, xmin, ymax, xmax], finite, ${expected}`);
  }
  return [ymin, xmin, ymax, xmax];
}
