import {multiBoxPrior} from '@oid/boxes';
import type {ImageSize} from '@oid/core';
import {InputTooSmallError} from './errors/input-too-small-error.ts';

/** Anchor sizes of the five scales, finest first, as fractions of the image's height. */
export const TOY_SSD_SIZES: readonly (readonly [number, number])[] = [
  [0.2, 0.272],
  [0.37, 0.447],
  [0.54, 0.619],
  [0.71, 0.79],
  [0.88, 0.961],
];

/** Width to height ratios at every scale. */
export const TOY_SSD_RATIOS: readonly number[] = [1, 2, 0.5];

/** Two sizes and two further ratios. */
export const TOY_SSD_ANCHORS_PER_CELL = 4;

/** The first scale's map is 3 halvings below the image, each of the next three one more; the last is always one cell. */
const HALVINGS = [3, 4, 5, 6] as const;

/**
 * Sizes of the five feature maps that the network predicts on, finest first. Halving rounds down, as pooling does.
 *
 * @throws {@link InputTooSmallError} below 64 by 64.
 */
export function toySsdMaps(inputSize: ImageSize): ImageSize[] {
  const maps = HALVINGS.map((count) => ({
    height: Math.floor(inputSize.height / 2 ** count),
    width: Math.floor(inputSize.width / 2 ** count),
  }));
  if (maps.some(({height, width}) => height < 1 || width < 1)) {
    throw new InputTooSmallError('ToySsd', inputSize, {height: 64, width: 64});
  }
  return [...maps, {height: 1, width: 1}];
}

/** `[N, 4]`, the anchors of all maps, finest first; 5,444 at 256 by 256. */
export function toySsdAnchors(maps: readonly ImageSize[]): Float32Array {
  const perMap = maps.map((map, scale) => multiBoxPrior(map, {sizes: TOY_SSD_SIZES[scale] as readonly number[], ratios: TOY_SSD_RATIOS}));
  const anchors = new Float32Array(perMap.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of perMap) {
    anchors.set(part, at);
    at += part.length;
  }
  return anchors;
}
