import {OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {scaleBoxes} from './scale-boxes.ts';
import {checkPositiveList, joinAnchors, tileAnchors} from './tile-anchors.ts';

/** One feature map of {@link flexibleAnchors}. */
export type FlexibleAnchorGrid = {
  /** Cells down and across. */
  map: ImageSize;
  /** One an anchor: the side of a square of its area, in pixels. */
  baseSizes: readonly number[];
  /** One an anchor, as many as `baseSizes`: width / height. */
  aspectRatios: readonly number[];
  /** Pixels from cell to cell. */
  stride: ImageSize;
  /** Pixels of the first centre. @default {height: 0, width: 0} */
  offset?: ImageSize | undefined;
};

export type FlexibleAnchorsOptions = {
  /** Divides by the sides of this image; without it the anchors are in pixels. @default none */
  imageSize?: ImageSize | undefined;
};

/**
 * Anchors over feature maps that each say their own sizes, strides and offsets. `baseSizes[k]` goes with `aspectRatios[k]`. Not clipped.
 *
 * @param grids - one a feature map. None gives length 0.
 * @returns `[N, 4]`, `[ymin, xmin, ymax, xmax]`, grid by grid, rows, columns, anchors.
 * @throws OptionError for a number out of range; ShapeError when `baseSizes` and `aspectRatios` differ in length.
 * @see TensorFlow Object Detection API (revision E3), `FlexibleGridAnchorGenerator`.
 */
export function flexibleAnchors(grids: readonly FlexibleAnchorGrid[], options: FlexibleAnchorsOptions = {}): Float32Array {
  const parts = grids.map(({map, baseSizes, aspectRatios, stride, offset = {height: 0, width: 0}}, index) => {
    checkPositiveList(`grids[${index}].stride`, [stride.height, stride.width]);
    if (!Number.isFinite(offset.height + offset.width)) {
      throw new OptionError(`grids[${index}].offset`, `${offset.height}, ${offset.width}`, 'finite numbers');
    }
    return tileAnchors(map, {scales: baseSizes, aspectRatios, baseSize: {height: 1, width: 1}, stride, offset});
  });
  const anchors = joinAnchors(parts);
  const {imageSize} = options;
  if (imageSize === undefined) return anchors;
  checkPositiveList('imageSize', [imageSize.height, imageSize.width]);
  return scaleBoxes(anchors, {height: 1 / imageSize.height, width: 1 / imageSize.width});
}
