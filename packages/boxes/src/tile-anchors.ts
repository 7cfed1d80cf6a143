import {checkRange, OptionError, ShapeError} from '@oid/core';
import type {ImageSize} from '@oid/core';

/** What {@link tileAnchors} puts on every cell, and where. All lengths are in one unit, pixels or fractions of the image. */
export type TileAnchorsOptions = {
  /** One an anchor: its side relative to `baseSize`, above 0. */
  scales: readonly number[];
  /** One an anchor, as many as `scales`: width / height, above 0. */
  aspectRatios: readonly number[];
  /** Sides of an anchor of scale 1 and aspect ratio 1. */
  baseSize: ImageSize;
  /** Distance of the centres of neighbouring cells. */
  stride: ImageSize;
  /** Centre of the first cell, measured from the upper left corner. */
  offset: ImageSize;
};

const f = Math.fround;

/**
 * Lays the same anchors on every cell of a feature map: `height = scale / √aspectRatio · baseSize.height`,
 * `width = scale · √aspectRatio · baseSize.width`, centred at `index · stride + offset`. Rows slowest, then columns, then anchors. Not clipped.
 * Computed in float32 step by step, as the reference does.
 *
 * @param map - cells down and across.
 * @returns `[map.height * map.width * A, 4]`, `[ymin, xmin, ymax, xmax]`, in the unit of the options.
 * @throws OptionError for a list with a number that is not above 0, an empty list, or a map without cells; ShapeError when the two lists
 * differ in length.
 * @see TensorFlow Object Detection API, `grid_anchor_generator.tile_anchors`.
 */
export function tileAnchors(map: ImageSize, options: TileAnchorsOptions): Float32Array {
  const {scales, aspectRatios, baseSize, stride, offset} = options;
  checkMap(map);
  checkPositiveList('scales', scales);
  checkPositiveList('aspectRatios', aspectRatios);
  if (scales.length !== aspectRatios.length) throw new ShapeError('aspectRatios', [aspectRatios.length], `[${scales.length}], as scales`);
  const halves = scales.map((scale, k) => {
    const root = f(Math.sqrt(f(aspectRatios[k] as number)));
    const height = f(f(f(scale) / root) * f(baseSize.height));
    const width = f(f(f(scale) * root) * f(baseSize.width));
    return [f(0.5 * height), f(0.5 * width)] as const;
  });
  const anchors = new Float32Array(map.height * map.width * halves.length * 4);
  let k = 0;
  for (let row = 0; row < map.height; row++) {
    const y = f(f(row * f(stride.height)) + f(offset.height));
    for (let column = 0; column < map.width; column++) {
      const x = f(f(column * f(stride.width)) + f(offset.width));
      for (const [halfHeight, halfWidth] of halves) {
        anchors[k++] = y - halfHeight;
        anchors[k++] = x - halfWidth;
        anchors[k++] = y + halfHeight;
        anchors[k++] = x + halfWidth;
      }
    }
  }
  return anchors;
}

/** Anchors of several maps, one after the other. */
export function joinAnchors(parts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}

/** Throws OptionError for a map without cells. */
export function checkMap(map: ImageSize, option = 'map'): void {
  checkRange(`${option}.height`, map.height, {min: 1, max: 2 ** 20, integer: true});
  checkRange(`${option}.width`, map.width, {min: 1, max: 2 ** 20, integer: true});
}

/** Throws OptionError for an empty list, and for a number that is not finite and above 0. */
export function checkPositiveList(option: string, values: readonly number[]): void {
  if (values.length === 0) throw new OptionError(option, '[]', 'a list of at least one number');
  for (const [index, value] of values.entries()) {
    if (!(value > 0 && value < Infinity)) throw new OptionError(`${option}[${index}]`, value, 'a finite number above 0');
  }
}

/** Every pair of a scale and an aspect ratio, ratios slowest. */
export function crossScales(scales: readonly number[], aspectRatios: readonly number[]): {scales: number[]; aspectRatios: number[]} {
  return {
    scales: aspectRatios.flatMap(() => [...scales]),
    aspectRatios: aspectRatios.flatMap((ratio) => scales.map(() => ratio)),
  };
}
