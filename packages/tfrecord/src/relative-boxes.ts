import {checkRange, OptionError, ShapeError} from '@oid/core';
import type {ImageSize} from '@oid/core';

/** Options of {@link relativeBoxes}. */
export type RelativeBoxesOptions = {
  /** What to do with a box that leaves the picture: cut it off at the edge, or `throw`. @default 'throw' */
  outside?: 'throw' | 'clip' | undefined;
};

/** Defaults of {@link RelativeBoxesOptions}. */
export const RELATIVE_BOXES_DEFAULTS: {readonly outside: 'throw' | 'clip'} = {outside: 'throw'};

/**
 * Divides boxes in pixels by the picture's size, as records store them. The size is that of the picture in which they were drawn: if it was
 * shrunk since, of the original.
 *
 * @param boxes - `[N, 4]`, `[ymin, xmin, ymax, xmax]` in pixels, from the top left corner of the picture.
 * @returns float32 `[N, 4]`, normalized to [0, 1].
 * @throws {@link OptionError} for a corner that is not finite, a minimum above its maximum, or one outside the picture unless it is clipped.
 * @throws {@link ShapeError} unless there are four numbers a box.
 */
export function relativeBoxes(boxes: ArrayLike<number>, size: ImageSize, options: RelativeBoxesOptions = {}): Float32Array {
  const outside = options.outside ?? RELATIVE_BOXES_DEFAULTS.outside;
  if (outside !== 'throw' && outside !== 'clip') throw new OptionError('outside', outside, `'throw' or 'clip'`);
  checkRange('size.height', size.height, {min: Number.MIN_VALUE, max: 2 ** 31 - 1});
  checkRange('size.width', size.width, {min: Number.MIN_VALUE, max: 2 ** 31 - 1});
  if (boxes.length % 4 !== 0) throw new ShapeError('boxes', [boxes.length], '[N, 4], four numbers a box');
  return Float32Array.from(boxes, (pixel, at) => {
    const side = at % 2 === 0 ? size.height : size.width;
    const name = `boxes[${Math.floor(at / 4)}][${at % 4}]`;
    if (!Number.isFinite(pixel) || (at % 4 >= 2 && pixel < (boxes[at - 2] as number))) {
      throw new OptionError(name, pixel, 'a finite number, each minimum at most its maximum');
    }
    if (outside === 'throw') checkRange(name, pixel, {min: 0, max: side});
    return Math.min(1, Math.max(0, pixel / side));
  });
}
