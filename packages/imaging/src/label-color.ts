import {crc32c} from '@oid/core';
import {oklchToHex, relativeLuminance} from './oklch.ts';

const HUES = 18;
/** Where the hash starts: any number serves; with this one, common vehicles and fruit lie far apart. */
const HASH_START = 7034;
const LIGHTNESSES = [0.72, 0.58] as const;
const GOLDEN_ANGLE = 137.50776405003785;

/**
 * The colour of a label as `#rrggbb`: the same in every picture, process and machine, since it depends on the text alone. Two labels share
 * a colour by chance once in 36 pairs; where the whole set of labels is known, {@link labelColors} keeps them apart.
 */
export function labelColor(label: string): string {
  const hash = crc32c(new TextEncoder().encode(label), HASH_START);
  const lightness = LIGHTNESSES[Math.floor(hash / HUES) % LIGHTNESSES.length] as number;
  return oklchToHex(lightness, 0.21, ((hash % HUES) * 360) / HUES);
}

/**
 * One colour for each distinct label, by its place in the list, spread around the hue circle so that neighbours in the list differ most.
 * Pass the label map's names in label-map order and a label keeps its colour from picture to picture.
 */
export function labelColors(labels: Iterable<string>): Map<string, string> {
  return new Map(
    [...new Set(labels)].map((label, index) => [label, oklchToHex(index % 2 === 0 ? 0.7 : 0.6, 0.22, 25 + index * GOLDEN_ANGLE)]),
  );
}

/** `#000000` or `#ffffff`, whichever reads better on `background` (`#rrggbb`), by WCAG contrast. */
export function inkOn(background: string): string {
  const luminance = relativeLuminance(background);
  return 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 ? '#ffffff' : '#000000';
}
