import {OptionError} from '@oid/core';

/** A group of boxes by area; `all` are the three others together, and what lies outside of them. */
export type BoxArea = 'all' | 'small' | 'medium' | 'large';

/** The order in which areas are kept. */
export const BOX_AREAS: readonly BoxArea[] = ['all', 'small', 'medium', 'large'];

/** Least and most area; both belong to it. */
export type AreaRange = readonly [number, number];

export function isIn(area: number, [least, most]: AreaRange): 0 | 1 {
  return area >= least && area <= most ? 1 : 0;
}

/** @throws OptionError (`core/option`) for a range that is none. */
export function checkAreaRanges(ranges: Readonly<Record<string, AreaRange>>, areas: readonly string[]): void {
  for (const area of areas) {
    const [least, most] = ranges[area] ?? [NaN, NaN];
    if (!(least >= 0 && least <= most)) {
      throw new OptionError(`areaRanges.${area}`, `[${least}, ${most}]`, 'two numbers, 0 <= least <= most');
    }
  }
}
