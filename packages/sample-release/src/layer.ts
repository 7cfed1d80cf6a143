import sharp from 'sharp';
import {n} from './sketch.ts';
import type {Drawing} from './sketch.ts';

/** Where a drawing stands in a photo: its middle in pixels, its scale, turn in degrees (clockwise), slant in degrees, and whether mirrored. */
export type Placement = {
  readonly x: number;
  readonly y: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly turn: number;
  readonly slant: number;
  readonly mirrored: boolean;
};

/** A drawing as pixels, RGBA not premultiplied; it may reach beyond the photo. */
export type Layer = {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
};

/** Corner extents of a placed drawing, in pixels of the photo, before anything is cut off. */
export function placedExtent({width, height}: Drawing, at: Placement): {left: number; top: number; right: number; bottom: number} {
  const [cos, sin] = [Math.cos((at.turn * Math.PI) / 180), Math.sin((at.turn * Math.PI) / 180)];
  const slant = Math.tan((at.slant * Math.PI) / 180);
  const [xs, ys]: [number[], number[]] = [[], []];
  for (const [u, v] of [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ] as const) {
    const [dx, dy] = [((u * width) / 2) * at.scaleX, ((v * height) / 2) * at.scaleY];
    const slanted = dx + slant * dy;
    xs.push(at.x + cos * slanted - sin * dy);
    ys.push(at.y + sin * slanted + cos * dy);
  }
  return {left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys)};
}

/** Renders a drawing where it is placed, whole, even where it leaves the photo. */
export async function renderLayer(drawing: Drawing, at: Placement): Promise<Layer> {
  const extent = placedExtent(drawing, at);
  const [left, top] = [Math.floor(extent.left) - 1, Math.floor(extent.top) - 1];
  const [width, height] = [Math.ceil(extent.right) + 1 - left, Math.ceil(extent.bottom) + 1 - top];
  const transform =
    `translate(${n(at.x - left)} ${n(at.y - top)}) rotate(${n(at.turn)}) skewX(${n(at.slant)}) ` +
    `scale(${(at.mirrored ? -at.scaleX : at.scaleX).toFixed(5)} ${at.scaleY.toFixed(5)}) translate(${n(-drawing.width / 2)} ${n(-drawing.height / 2)})`;
  const rgba = await rasterize(`<g transform="${transform}">${drawing.markup}</g>`, width, height);
  return trim({left, top, width, height, rgba});
}

/** The same layer without the empty rows and columns around what is drawn; a layer that is empty stays as it is. */
export function trim(layer: Layer): Layer {
  let [left, top, right, bottom] = [layer.width, layer.height, 0, 0];
  for (let y = 0; y < layer.height; y += 1) {
    for (let x = 0; x < layer.width; x += 1) {
      if (layer.rgba[(y * layer.width + x) * 4 + 3] === 0) continue;
      [left, right] = [Math.min(left, x), Math.max(right, x + 1)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y + 1)];
    }
  }
  if (right === 0) return layer;
  const [width, height] = [right - left, bottom - top];
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    const start = ((top + y) * layer.width + left) * 4;
    rgba.set(layer.rgba.subarray(start, start + width * 4), y * width * 4);
  }
  return {left: layer.left + left, top: layer.top + top, width, height, rgba};
}

/** SVG markup as RGBA pixels. */
export async function rasterize(markup: string, width: number, height: number): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${markup}</svg>`;
  return sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer();
}
