import {OptionError} from '@oid/core';

/** Degrees counter-clockwise, as the `Rotation` column of Open Images' image tables has them. */
export type Rotation = 0 | 90 | 180 | 270;

/** A box `[ymin, xmin, ymax, xmax]`, normalised. */
export type Box = readonly [number, number, number, number];

/**
 * Where a box of the stored pixels lies once the photo is turned upright by its `Rotation`.
 *
 * @returns `[ymin, xmin, ymax, xmax]`, normalised by the turned photo's size.
 * @throws {@link OptionError} if `rotation` is none of 0, 90, 180 and 270.
 */
export function rotateBox([ymin, xmin, ymax, xmax]: Box, rotation: Rotation): [number, number, number, number] {
  switch (checkRotation(rotation)) {
    case 90:
      return [1 - xmax, ymin, 1 - xmin, ymax];
    case 180:
      return [1 - ymax, 1 - xmax, 1 - ymin, 1 - xmin];
    case 270:
      return [xmin, 1 - ymax, xmax, 1 - ymin];
    default:
      return [ymin, xmin, ymax, xmax];
  }
}

/** @throws {@link OptionError} */
export function checkRotation(rotation: Rotation): Rotation {
  if (rotation !== 0 && rotation !== 90 && rotation !== 180 && rotation !== 270) {
    throw new OptionError('rotation', rotation, '0, 90, 180 or 270 degrees counter-clockwise');
  }
  return rotation;
}
