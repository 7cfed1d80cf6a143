import type {Color} from './color.ts';
import {css} from './color.ts';

/** A finished illustration in its own units: `markup` fills at most [0, width] × [0, height]; origin top left. */
export type Drawing = {readonly width: number; readonly height: number; readonly markup: string};

/** What every illustration is told. `light`: −1 if the light falls from the left, 1 if from the right. */
export type Lighting = {readonly light: -1 | 1};

/** One stop of a gradient: offset in [0, 1], colour, opacity in [0, 1]. */
export type Stop = readonly [offset: number, color: Color, opacity?: number];

/** Collects SVG markup and gives gradients their own names. */
export class Sketch {
  readonly #prefix: string;
  #gradients = 0;
  #markup = '';

  /** @param prefix - unique among the sketches that end up in one SVG document. */
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** A linear gradient over a shape's own extent, from (x1, y1) to (x2, y2) in fractions; top to bottom by default. Returns a `fill`. */
  linear(stops: readonly Stop[], [x1, y1, x2, y2]: readonly [number, number, number, number] = [0, 0, 0, 1]): string {
    return this.#gradient('linearGradient', `x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"`, stops);
  }

  /** A radial gradient over a shape's own extent, about (cx, cy) with radius r in fractions. Returns a `fill`. */
  radial(stops: readonly Stop[], [cx, cy, r]: readonly [number, number, number] = [0.5, 0.5, 0.5]): string {
    return this.#gradient('radialGradient', `cx="${n(cx)}" cy="${n(cy)}" r="${n(r)}"`, stops);
  }

  /** Draws a path. `more` holds further attributes. */
  path(d: string, fill: string, more = ''): void {
    this.add(`<path d="${d}" fill="${fill}" ${more}/>`);
  }

  /** Draws a line along a path. */
  line(d: string, stroke: string, width: number, more = ''): void {
    this.add(
      `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="${n(width)}" stroke-linecap="round" stroke-linejoin="round" ${more}/>`,
    );
  }

  /** Draws an ellipse. */
  ellipse(cx: number, cy: number, rx: number, ry: number, fill: string, more = ''): void {
    this.add(`<ellipse cx="${n(cx)}" cy="${n(cy)}" rx="${n(rx)}" ry="${n(ry)}" fill="${fill}" ${more}/>`);
  }

  /** Draws a rectangle with corners rounded by `radius`. */
  rect(x: number, y: number, width: number, height: number, fill: string, radius = 0, more = ''): void {
    this.add(`<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}" ${more}/>`);
  }

  /** Draws another sketch's markup under a transform. */
  nest(markup: string, transform: string): void {
    this.add(`<g transform="${transform}">${markup}</g>`);
  }

  /** Adds markup as it is. */
  add(markup: string): void {
    this.#markup += markup;
  }

  /** What was drawn so far. */
  get markup(): string {
    return this.#markup;
  }

  #gradient(element: string, geometry: string, stops: readonly Stop[]): string {
    const id = `${this.#prefix}${this.#gradients}`;
    this.#gradients += 1;
    const list = stops.map(
      ([offset, color, opacity = 1]) => `<stop offset="${n(offset)}" stop-color="${css(color)}" stop-opacity="${n(opacity)}"/>`,
    );
    this.#markup += `<defs><${element} id="${id}" ${geometry}>${list.join('')}</${element}></defs>`;
    return `url(#${id})`;
  }
}

/** A number as SVG text, to a thousandth. */
export function n(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}
