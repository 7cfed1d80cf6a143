import {checkRange, OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import sharp from 'sharp';
import {pixelsOf} from './decode-rgb.ts';
import type {RgbImage} from './decode-rgb.ts';
import {checkRotation} from './rotate-box.ts';
import type {Box, Rotation} from './rotate-box.ts';

/** Options of {@link cropBoxes}. */
export type CropBoxesOptions = {
  /** Room added on every side, as a share of the box's own height and width, 0 to 10; the photo's edge ends it. @default 0 */
  padding?: number | undefined;
  /** Shortest side of a crop, in pixels, from 1; a smaller one is left out. @default 1 */
  minSide?: number | undefined;
  /** Longest side of the result, in pixels; a larger crop is shrunk. @default the crop's own */
  maxSide?: number | undefined;
  /** Turns each crop, after it is cut out, by Open Images' `Rotation`. @default 0 */
  rotation?: Rotation | undefined;
  /** @default 'jpeg' */
  format?: 'jpeg' | 'png' | undefined;
  /** JPEG quality, 1 to 100. @default 95 */
  quality?: number | undefined;
};

/** Defaults of {@link CropBoxesOptions}; a crop keeps its own size. */
export const CROP_BOXES_DEFAULTS: {
  readonly padding: number;
  readonly minSide: number;
  readonly rotation: Rotation;
  readonly format: 'jpeg' | 'png';
  readonly quality: number;
} = {padding: 0, minSide: 1, rotation: 0, format: 'jpeg', quality: 95};

/** What lies in one box. */
export type Crop = {
  /** Position of its box in the list. */
  index: number;
  data: Uint8Array;
  /** Of `data`, after shrinking and turning. */
  size: ImageSize;
  /** What was cut out, in pixels of the stored photo. */
  rectangle: CropRectangle;
};

/** A part of a photo, in pixels from its top left corner. */
export type CropRectangle = {top: number; left: number; height: number; width: number};

/**
 * The pixels of a box: minima rounded down and maxima up, so that every pixel that the box touches is in, and cut off at the photo's edge.
 *
 * A box of 32-bit floats can reach a pixel further than the decimal that it was read from: pass the table's own numbers where that counts.
 *
 * @param padding - added on every side, as a share of the box's height and width.
 * @returns at least one pixel each way for a box that lies on the photo, nothing for one beside it.
 * @throws {@link OptionError} for a corner that is not finite or a minimum above its maximum.
 */
export function cropRectangle(box: Box, size: ImageSize, padding = 0): CropRectangle | undefined {
  const [ymin, xmin, ymax, xmax] = box;
  if (!box.every(Number.isFinite) || ymin > ymax || xmin > xmax) {
    throw new OptionError('box', box, 'four finite numbers [ymin, xmin, ymax, xmax] with each minimum at most its maximum');
  }
  const [top, bottom] = span(ymin, ymax, padding, size.height);
  const [left, right] = span(xmin, xmax, padding, size.width);
  return bottom > top && right > left ? {top, left, height: bottom - top, width: right - left} : undefined;
}

function span(low: number, high: number, padding: number, pixels: number): [number, number] {
  const room = padding * (high - low);
  return [Math.max(0, Math.floor((low - room) * pixels)), Math.min(pixels, Math.ceil((high + room) * pixels))];
}

/**
 * Cuts boxes out of a photo, which is decoded once. The EXIF orientation is not applied: boxes lie in the stored pixels. Boxes beside the photo, of no
 * area, or smaller than `minSide` are left out.
 *
 * @param image - an encoded photo, or uint8 RGB `[height, width, 3]` as {@link decodeRgb} gives it.
 * @returns crops in the order of the boxes, one at a time.
 * @throws {@link CorruptImageError}, {@link RefusedImageError}, {@link ShapeError} as {@link drawBoxes} does; {@link OptionError} if an option or
 * a box is out of range.
 */
export async function* cropBoxes(image: Uint8Array | RgbImage, boxes: Iterable<Box>, options: CropBoxesOptions = {}): AsyncGenerator<Crop> {
  const padding = checkRange('padding', options.padding ?? CROP_BOXES_DEFAULTS.padding, {min: 0, max: 10});
  const minSide = checkRange('minSide', options.minSide ?? CROP_BOXES_DEFAULTS.minSide, {min: 1, max: 16_383, integer: true});
  const maxSide = checkRange('maxSide', options.maxSide ?? 16_383, {min: 1, max: 16_383, integer: true});
  const rotation = checkRotation(options.rotation ?? CROP_BOXES_DEFAULTS.rotation);
  const quality = checkRange('quality', options.quality ?? CROP_BOXES_DEFAULTS.quality, {min: 1, max: 100, integer: true});
  const format = options.format ?? CROP_BOXES_DEFAULTS.format;
  if (format !== 'jpeg' && format !== 'png') throw new OptionError('format', format, `'jpeg' or 'png'`);
  const {data, size} = await pixelsOf(image);
  let index = -1;
  for (const box of boxes) {
    index += 1;
    const rectangle = cropRectangle(box, size, padding);
    if (rectangle === undefined || Math.min(rectangle.height, rectangle.width) < minSide) continue;
    const cut = sharp(data, {raw: {...size, channels: 3}}).extract(rectangle);
    const turned = sharp(await cut.raw().toBuffer(), {raw: {height: rectangle.height, width: rectangle.width, channels: 3}})
      .rotate((360 - rotation) % 360)
      .resize({width: maxSide, height: maxSide, fit: 'inside', withoutEnlargement: true});
    const encoded = format === 'png' ? turned.png() : turned.jpeg({quality, chromaSubsampling: '4:4:4'});
    const {data: bytes, info} = await encoded.toBuffer({resolveWithObject: true});
    yield {index, data: bytes, size: {height: info.height, width: info.width}, rectangle};
  }
}
