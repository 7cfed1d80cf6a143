import {checkRange, OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';

export type MultiBoxPriorOptions = {
  /** Sides of the square anchors as fractions of the image's height, each above 0. At least one. */
  sizes: readonly number[];
  /** Width to height ratios in pixels of the map, each above 0. At least one; the first goes with every size. */
  ratios: readonly number[];
};

/**
 * Anchors of one feature map: `sizes.length + ratios.length - 1` at each of its cells, first every size with `ratios[0]`, then `sizes[0]`
 * with each further ratio. Cells go row by row, anchors innermost. Not clipped: anchors near the edge reach outside [0, 1].
 *
 * The centre is the middle of the cell, the height `size / √ratio`, the width `size · √ratio · map.height / map.width`, so that an anchor of
 * ratio 1 is square in the pixels of a map of any form.
 *
 * @param map - the feature map, cells down and across, each at least 1.
 * @returns `[map.height * map.width * A, 4]` with A anchors a cell, `[ymin, xmin, ymax, xmax]`, normalised.
 * @throws OptionError (`core/option`) for a size or ratio that is not above 0, an empty list, or a map without cells.
 * @see MXNet's `contrib.MultiBoxPrior`, with the axes in our order; Liu et al. 2016, SSD, arXiv:1512.02325, §2.2.
 */
export function multiBoxPrior(map: ImageSize, options: MultiBoxPriorOptions): Float32Array {
  const height = checkRange('map.height', map.height, {min: 1, max: 2 ** 20, integer: true});
  const width = checkRange('map.width', map.width, {min: 1, max: 2 ** 20, integer: true});
  const [firstSize] = checkPositive('sizes', options.sizes);
  const [firstRatio, ...otherRatios] = checkPositive('ratios', options.ratios);
  const shapes = [...options.sizes.map((size) => ({size, ratio: firstRatio})), ...otherRatios.map((ratio) => ({size: firstSize, ratio}))];
  const halves = shapes.map(({size, ratio}) => ({
    height: size / Math.sqrt(ratio) / 2,
    width: (size * Math.sqrt(ratio) * height) / width / 2,
  }));
  const anchors = new Float32Array(height * width * halves.length * 4);
  let k = 0;
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5) / height;
    for (let column = 0; column < width; column++) {
      const x = (column + 0.5) / width;
      for (const half of halves) {
        anchors[k++] = y - half.height;
        anchors[k++] = x - half.width;
        anchors[k++] = y + half.height;
        anchors[k++] = x + half.width;
      }
    }
  }
  return anchors;
}

function checkPositive(option: string, values: readonly number[]): readonly [number, ...number[]] {
  const [first, ...rest] = values;
  if (first === undefined) throw new OptionError(option, '[]', 'a list of at least one number');
  for (const [index, value] of values.entries()) {
    if (!(value > 0 && value < Infinity)) throw new OptionError(`${option}[${index}]`, value, 'a finite number above 0');
  }
  return [first, ...rest];
}
