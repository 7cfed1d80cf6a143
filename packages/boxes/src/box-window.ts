import {OptionError} from '@oid/core';
import {isValidBox} from './check-boxes.ts';

/** A rectangle `[ymin, xmin, ymax, xmax]` in the unit of the boxes that it is used with. */
export type BoxWindow = readonly [ymin: number, xmin: number, ymax: number, xmax: number];

/** The whole image in normalised coordinates. */
export const WHOLE_IMAGE: BoxWindow = [0, 0, 1, 1];

/** Returns the window when it is finite and not reversed, and, where `hasArea` is asked for, higher and wider than 0. OptionError otherwise. */
export function checkWindow(window: BoxWindow, hasArea = false): BoxWindow {
  const [ymin, xmin, ymax, xmax] = window;
  const valid = window.length === 4 && isValidBox(ymin, xmin, ymax, xmax) && (!hasArea || (ymax > ymin && xmax > xmin));
  if (!valid) {
    throw new OptionError(
      'window',
      `[${window.join(', ')}]`,
      `[ymin, xmin, ymax, xmax], finite, ${hasArea ? 'of some area' : 'not reversed'}`,
    );
  }
  return window;
}
