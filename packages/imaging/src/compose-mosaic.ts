import {checkRange, OptionError} from '@oid/core';
import {composeGrid} from './compose-grid.ts';
import {pixelsOf} from './decode-rgb.ts';
import type {RgbImage} from './decode-rgb.ts';
import {drawBoxes} from './draw-boxes.ts';
import type {LabelledBox} from './draw-boxes.ts';

/** One picture of a mosaic. */
export type MosaicTile = {
  /** An encoded photo or crop, or its pixels. */
  image: Uint8Array | RgbImage;
  /** @default none */
  boxes?: readonly LabelledBox[] | undefined;
  /** A line under the picture. @default none */
  caption?: string | undefined;
};

/** Options of {@link composeMosaic}. */
export type ComposeMosaicOptions = {
  /** Pictures in a row, from 1. @default as many as make the sheet about square */
  columns?: number | undefined;
  /** Longest side of each picture, in pixels, 16 to 4096: larger ones are shrunk, smaller ones enlarged. @default 320 */
  tileSide?: number | undefined;
  /** White space between pictures and around them, in pixels. @default 12 */
  gap?: number | undefined;
  /** One line above all. @default none */
  title?: string | undefined;
};

/** Defaults of {@link ComposeMosaicOptions}; the columns follow from the number of pictures. */
export const COMPOSE_MOSAIC_DEFAULTS: {readonly tileSide: number; readonly gap: number; readonly title: string} = {
  tileSide: 320,
  gap: 12,
  title: '',
};

/**
 * A contact sheet: photos with their boxes drawn in, or crops, each at most `tileSide` long, in rows.
 *
 * @param tiles - at least one. Each is decoded in its turn, so that memory holds the small pictures only.
 * @returns a PNG.
 * @throws {@link CorruptImageError} or {@link RefusedImageError} if a picture cannot be decoded, {@link OptionError} if there is none, or an
 * option or a box is out of range.
 */
export async function composeMosaic(
  tiles: Iterable<MosaicTile> | AsyncIterable<MosaicTile>,
  options: ComposeMosaicOptions = {},
): Promise<Uint8Array> {
  const tileSide = checkRange('tileSide', options.tileSide ?? COMPOSE_MOSAIC_DEFAULTS.tileSide, {min: 16, max: 4096, integer: true});
  const pictures: Uint8Array[] = [];
  const captions: string[] = [];
  for await (const {image, boxes = [], caption = ''} of tiles) {
    const pixels = await pixelsOf(image);
    const {height, width} = pixels.size;
    const drawn = Math.max(1, Math.round((width * tileSide) / Math.max(height, width)));
    pictures.push(await drawBoxes(pixels, boxes, {width: drawn}));
    captions.push(caption);
  }
  if (pictures.length === 0) throw new OptionError('tiles', pictures.length, 'at least one picture');
  return composeGrid(pictures, {
    columns: options.columns ?? Math.ceil(Math.sqrt(pictures.length)),
    gap: options.gap ?? COMPOSE_MOSAIC_DEFAULTS.gap,
    title: options.title ?? COMPOSE_MOSAIC_DEFAULTS.title,
    captions,
  });
}
