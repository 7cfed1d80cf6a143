import {OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {checkPositiveList, crossScales, tileAnchors} from './tile-anchors.ts';

export type GridAnchorsOptions = {
  /** Sides relative to `baseSize`, above 0. */
  scales: readonly number[];
  /** Width / height, above 0. */
  aspectRatios: readonly number[];
  /** Pixels of an anchor of scale 1 and ratio 1. @default {height: 256, width: 256} */
  baseSize?: ImageSize | undefined;
  /** Pixels from cell to cell. @default {height: 16, width: 16} */
  stride?: ImageSize | undefined;
  /** Pixels of the first centre from the corner. @default {height: 0, width: 0} */
  offset?: ImageSize | undefined;
};

export const GRID_ANCHORS_DEFAULTS: {readonly baseSize: ImageSize; readonly stride: ImageSize; readonly offset: ImageSize} = {
  baseSize: {height: 256, width: 256},
  stride: {height: 16, width: 16},
  offset: {height: 0, width: 0},
};

/**
 * Anchors of Faster R-CNN's region proposals on one feature map, **in pixels** of the resized image: every scale with every aspect ratio,
 * ratios slow, scales fast, on every cell, rows slowest. Not clipped; pass them to `boxesInsideWindow` or `clipBoxes`.
 *
 * @param map - cells down and across.
 * @returns `[map.height * map.width * scales * ratios, 4]`, `[ymin, xmin, ymax, xmax]`, pixels.
 * @throws OptionError for a number that is not above 0, an empty list, or a map without cells.
 * @see TensorFlow Object Detection API, `GridAnchorGenerator`; Ren et al. 2015, arXiv:1506.01497, §3.1.1.
 */
export function gridAnchors(map: ImageSize, options: GridAnchorsOptions): Float32Array {
  const {baseSize, stride, offset} = {
    baseSize: options.baseSize ?? GRID_ANCHORS_DEFAULTS.baseSize,
    stride: options.stride ?? GRID_ANCHORS_DEFAULTS.stride,
    offset: options.offset ?? GRID_ANCHORS_DEFAULTS.offset,
  };
  checkPositiveList('baseSize', [baseSize.height, baseSize.width]);
  checkPositiveList('stride', [stride.height, stride.width]);
  if (!Number.isFinite(offset.height + offset.width))
    throw new OptionError('offset', `${offset.height}, ${offset.width}`, 'finite numbers');
  return tileAnchors(map, {...crossScales(options.scales, options.aspectRatios), baseSize, stride, offset});
}
