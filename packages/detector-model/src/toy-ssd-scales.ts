import {multiBoxPrior} from '@oid/boxes';
import type {ImageSize} from '@oid/core';
import {InputTooSmallError} from './errors/input-too-small-error.ts';

/** Anchor sizes of the tutorial's five scales, finest first, as fractions of the image's height. */
export const TOY_SSD_SIZES: readonly (readonly number[])[] = [
  [0.2, 0.272],
  [0.37, 0.447],
  [0.54, 0.619],
  [0.71, 0.79],
  [0.88, 0.961],
];

/** The tutorial's width to height ratios, at every scale. */
export const TOY_SSD_RATIOS: readonly number[] = [1, 2, 0.5];

/** How many times the image is halved before the first map that is predicted on, and how many such maps there are. */
export type ToySsdDepth = {readonly bodyBlocks: number; readonly scales: number};

/** Three blocks, five scales. */
const TUTORIAL_DEPTH: ToySsdDepth = {bodyBlocks: 3, scales: 5};

/** Blocks between the first map and the last but one; the last is one cell, pooled from that. */
export function countExtraBlocks({scales}: ToySsdDepth): number {
  return Math.max(0, scales - 2);
}

/**
 * Sizes of the feature maps that the network predicts on, finest first: the body's, each of the next ones halved once more, and one cell.
 * Halving rounds down, as pooling does.
 *
 * @throws {@link InputTooSmallError} where a map would be empty: below 64 by 64 for the tutorial's.
 */
export function toySsdMaps(inputSize: ImageSize, depth: ToySsdDepth = TUTORIAL_DEPTH): ImageSize[] {
  const halvings = Array.from({length: 1 + countExtraBlocks(depth)}, (_, k) => depth.bodyBlocks + k);
  const maps = halvings.map((count) => ({
    height: Math.floor(inputSize.height / 2 ** count),
    width: Math.floor(inputSize.width / 2 ** count),
  }));
  if (maps.some(({height, width}) => height < 1 || width < 1)) {
    const least = 2 ** (halvings.at(-1) as number);
    throw new InputTooSmallError('ToySsd', inputSize, {height: least, width: least});
  }
  return depth.scales === 1 ? maps : [...maps, {height: 1, width: 1}];
}

/** `[N, 4]`, the anchors of all maps, finest first; 5,444 at 256 by 256 for the tutorial's sizes and ratios. */
export function toySsdAnchors(
  maps: readonly ImageSize[],
  {sizes, ratios}: {sizes: readonly (readonly number[])[]; ratios: readonly number[]} = {sizes: TOY_SSD_SIZES, ratios: TOY_SSD_RATIOS},
): Float32Array {
  const perMap = maps.map((map, scale) => multiBoxPrior(map, {sizes: sizes[scale] as readonly number[], ratios}));
  const anchors = new Float32Array(perMap.reduce((sum, {length}) => sum + length, 0));
  let at = 0;
  for (const part of perMap) {
    anchors.set(part, at);
    at += part.length;
  }
  return anchors;
}
