import {checkRange, OptionError} from '@oid/core';
import sharp from 'sharp';
import {decodeRgb} from './decode-rgb.ts';
import {capHeight, fitText, measureText, textToSvg} from './text.ts';

/** Options of {@link composeGrid}. */
export type ComposeGridOptions = {
  /** Pictures in a row, from 1. */
  columns: number;
  /** White space between cells and around them, in pixels. @default 16 */
  gap?: number | undefined;
  /** One line under each picture; a shorter list leaves the rest without. @default none */
  captions?: readonly string[] | undefined;
  /** One line above the grid. @default none */
  title?: string | undefined;
};

/** Defaults of {@link ComposeGridOptions}. */
export const COMPOSE_GRID_DEFAULTS: {readonly gap: number; readonly captions: readonly string[]; readonly title: string} = {
  gap: 16,
  captions: [],
  title: '',
};

/**
 * Puts pictures side by side on white: rows from the top, columns as wide as the widest picture, each row as tall as its tallest, every
 * picture in the middle of its cell at its own size. Text that is too long ends in an ellipsis.
 *
 * @param images - encoded pictures, at least one.
 * @returns a PNG.
 * @throws {@link CorruptImageError} if a picture cannot be decoded.
 * @throws {@link OptionError} if there is no picture, or an option is out of range.
 */
export async function composeGrid(images: readonly Uint8Array[], options: ComposeGridOptions): Promise<Uint8Array> {
  if (images.length === 0) throw new OptionError('images', images.length, 'at least one picture');
  const columns = Math.min(checkRange('columns', options.columns, {min: 1, integer: true}), images.length);
  const gap = checkRange('gap', options.gap ?? COMPOSE_GRID_DEFAULTS.gap, {min: 0, max: 1000, integer: true});
  const captions = options.captions ?? COMPOSE_GRID_DEFAULTS.captions;
  const title = options.title ?? COMPOSE_GRID_DEFAULTS.title;

  const pictures = await Promise.all(images.map((image) => decodeRgb(image)));
  const cellWidth = Math.max(...pictures.map(({size}) => size.width));
  const captionSize = Math.max(11, Math.min(20, Math.round(cellWidth / 20)));
  const captionHeight = captions.some((caption) => caption !== '') ? Math.round(captionSize * 1.8) : 0;
  const titleSize = Math.round(captionSize * 1.5);
  const titleHeight = title === '' ? 0 : Math.round(titleSize * 1.8);
  const rowHeights = Array.from({length: Math.ceil(pictures.length / columns)}, (_, row) =>
    Math.max(...pictures.slice(row * columns, (row + 1) * columns).map(({size}) => size.height)),
  );
  const rowTop = (row: number): number =>
    rowHeights.slice(0, row).reduce((top, above) => top + above + captionHeight + gap, titleHeight + gap);
  const width = columns * cellWidth + (columns + 1) * gap;
  const height = rowTop(rowHeights.length);

  const letters: string[] = [];
  if (title !== '') {
    const y = gap + (titleHeight + capHeight(titleSize)) / 2 - Math.round(titleSize * 0.3);
    letters.push(textToSvg(fitText(title, titleSize, width - 2 * gap), {x: gap, y, fontSize: titleSize, fill: '#111111'}));
  }
  const layers = pictures.map(({data, size}, index) => {
    const row = Math.floor(index / columns);
    const rowHeight = rowHeights[row] as number;
    const left = gap + (index % columns) * (cellWidth + gap);
    const top = rowTop(row);
    const caption = fitText(captions[index] ?? '', captionSize, cellWidth);
    const x = left + (cellWidth - measureText(caption, captionSize)) / 2;
    const y = top + rowHeight + (captionHeight + capHeight(captionSize)) / 2;
    letters.push(textToSvg(caption, {x, y, fontSize: captionSize, fill: '#333333'}));
    return {
      input: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
      raw: {height: size.height, width: size.width, channels: 3 as const},
      left: left + Math.floor((cellWidth - size.width) / 2),
      top: top + Math.floor((rowHeight - size.height) / 2),
    };
  });
  const text = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${letters.join('')}</svg>`;
  return sharp({create: {width, height, channels: 3, background: '#ffffff'}})
    .composite([...layers, {input: Buffer.from(text), left: 0, top: 0}])
    .removeAlpha()
    .png()
    .toBuffer();
}
