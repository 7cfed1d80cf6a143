import {checkRange, OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import sharp from 'sharp';
import {pixelsOf} from './decode-rgb.ts';
import type {RgbImage} from './decode-rgb.ts';
import {inkOn, labelColor} from './label-color.ts';
import {placePlates} from './place-plates.ts';
import type {Rectangle} from './place-plates.ts';
import {capHeight, fitText, measureText, textToSvg} from './text.ts';

/** One box to draw. */
export type LabelledBox = {
  /** `[ymin, xmin, ymax, xmax]`, normalised; what lies outside the picture is not drawn. */
  box: readonly [number, number, number, number];
  /** Written on a plate at the box; none for the empty text without a score. */
  label: string;
  /** In [0, 1]; written behind the label in percent. */
  score?: number | undefined;
  /** `#rrggbb`. @default labelColor(label) */
  color?: string | undefined;
};

/** Options of {@link drawBoxes}. */
export type DrawBoxesOptions = {
  /** Width of the drawn picture in pixels; its shape is kept. @default the photo's own width */
  width?: number | undefined;
  /** @default 'png' */
  format?: 'png' | 'jpeg' | undefined;
};

/** Defaults of {@link DrawBoxesOptions}; the width is the photo's own. */
export const DRAW_BOXES_DEFAULTS: {readonly format: 'png' | 'jpeg'} = {format: 'png'};

/**
 * Draws boxes with their labels over a photo. Lines and letters grow with the picture, letters come with this package, every plate lies
 * inside the picture, and a label has the same colour wherever it is drawn. No boxes: the photo alone.
 *
 * @param image - an encoded photo, or uint8 RGB `[height, width, 3]` as {@link decodeRgb} gives it. The EXIF orientation is not applied.
 * @param boxes - larger boxes are drawn first; where plates compete for room, the higher score has the first choice.
 * @returns the picture as PNG or JPEG.
 * @throws {@link CorruptImageError} if the photo cannot be decoded.
 * @throws {@link ShapeError} if RGB data does not have the length that its size calls for.
 * @throws {@link OptionError} if an option or a box is out of range (a corner that is not finite, a minimum above its maximum).
 */
export async function drawBoxes(
  image: Uint8Array | RgbImage,
  boxes: readonly LabelledBox[],
  options: DrawBoxesOptions = {},
): Promise<Uint8Array> {
  const {data, size} = await pixelsOf(image);
  const width = checkRange('width', options.width ?? size.width, {min: 1, max: 16_383, integer: true});
  const drawn = {height: Math.max(1, Math.round((size.height * width) / size.width)), width};
  const overlay = boxesToSvg(boxes, drawn);
  const base = sharp(data, {raw: {height: size.height, width: size.width, channels: 3}}).resize({...drawn, fit: 'fill'});
  const picture = base.composite([{input: Buffer.from(overlay), top: 0, left: 0}]).removeAlpha();
  const format = options.format ?? DRAW_BOXES_DEFAULTS.format;
  return format === 'jpeg' ? picture.jpeg({quality: 92, chromaSubsampling: '4:4:4'}).toBuffer() : picture.png().toBuffer();
}

function boxesToSvg(boxes: readonly LabelledBox[], size: ImageSize): string {
  const shorter = Math.min(size.height, size.width);
  const lineWidth = Math.max(1, Math.round(shorter / 150));
  const fontSize = Math.max(10, Math.round(shorter / 24));
  const padding = Math.round(fontSize * 0.4);
  const plateHeight = Math.round(fontSize * 1.5);
  const items = boxes
    .map((item, index) => ({
      item,
      box: boxRectangle(item.box, index, size),
      text: labelText(item, index),
      color: item.color ?? labelColor(item.label),
    }))
    .filter(({box}) => box.width > 0 && box.height > 0);

  const frames = [...items]
    .sort((a, b) => b.box.width * b.box.height - a.box.width * a.box.height)
    .map(({box, color}) => frame(box, color, lineWidth));

  const written = items
    .filter(({text}) => text !== '')
    .sort((a, b) => (b.item.score ?? 1) - (a.item.score ?? 1))
    .map(({box, text, color}) => {
      const fitted = fitText(text, fontSize, size.width - 2 * padding);
      return {box, color, text: fitted, plate: {width: Math.ceil(measureText(fitted, fontSize)) + 2 * padding, height: plateHeight}};
    })
    .filter(({plate, text}) => text !== '' && plate.height <= size.height);
  const plates = placePlates(written, size).map((place, index) => {
    const {text, color} = written[index] as (typeof written)[number];
    const y = place.y + (place.height + capHeight(fontSize)) / 2;
    const plate = `<rect x="${place.x}" y="${place.y}" width="${place.width}" height="${place.height}" rx="${lineWidth}" fill="${color}"/>`;
    return plate + textToSvg(text, {x: place.x + padding, y, fontSize, fill: inkOn(color)});
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}">${frames.join('')}${plates.reverse().join('')}</svg>`;
}

/** A coloured line inside the box's edge between two thin dark ones, so that it shows on any ground. Whole pixels keep it crisp. */
function frame(box: Rectangle, color: string, lineWidth: number): string {
  const rect = (inset: number, stroke: string, width: number, opacity: number): string => {
    const [w, h] = [box.width - 2 * inset, box.height - 2 * inset];
    if (w <= 0 || h <= 0) return '';
    return `<rect x="${box.x + inset}" y="${box.y + inset}" width="${w}" height="${h}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-opacity="${opacity}"/>`;
  };
  const thin = Math.max(1, Math.round(lineWidth / 3));
  const inner = rect(lineWidth + thin / 2, '#000000', thin, 0.4);
  const line = rect(lineWidth / 2, color, lineWidth, 1);
  const filled = box.width <= 2 * lineWidth || box.height <= 2 * lineWidth;
  if (filled) return `<rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" fill="${color}"/>`;
  return rect(-thin / 2, '#000000', thin, 0.4) + inner + line;
}

function boxRectangle(box: LabelledBox['box'], index: number, size: ImageSize): Rectangle {
  const [ymin, xmin, ymax, xmax] = box;
  if (!box.every(Number.isFinite) || ymin > ymax || xmin > xmax) {
    throw new OptionError(`boxes[${index}].box`, box, 'four finite numbers [ymin, xmin, ymax, xmax] with each minimum at most its maximum');
  }
  const pixel = (value: number, length: number): number => Math.round(Math.min(1, Math.max(0, value)) * length);
  const [x, y] = [pixel(xmin, size.width), pixel(ymin, size.height)];
  return {x, y, width: pixel(xmax, size.width) - x, height: pixel(ymax, size.height) - y};
}

function labelText({label, score}: LabelledBox, index: number): string {
  if (score === undefined) return label;
  const percent = 100 * checkRange(`boxes[${index}].score`, score, {min: 0, max: 1});
  return `${label} ${percent > 0 && percent < 1 ? '<1' : Math.round(percent)}%`.trim();
}
