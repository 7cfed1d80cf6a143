import {checkRange, OptionError, ShapeError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {checkPositiveList, joinAnchors, tileAnchors} from './tile-anchors.ts';
import type {Defaults} from './defaults.ts';

/** Fields and defaults of the reference's `SsdAnchorGenerator`. */
export type SsdAnchorsOptions = {
  /** Scale of the first layer, fraction of the image's shorter side. @default 0.2 */
  minScale?: number | undefined;
  /** Scale of the last layer. @default 0.95 */
  maxScale?: number | undefined;
  /** One a layer, instead of those between `minScale` and `maxScale`. @default none */
  scales?: readonly number[] | undefined;
  /** Width / height, in the order of the anchors. @default [1, 2, 0.5, 3, 0.3333] */
  aspectRatios?: readonly number[] | undefined;
  /** Ratio of one further anchor whose scale lies between this layer's and the next; 0 leaves it out. @default 1 */
  interpolatedScaleAspectRatio?: number | undefined;
  /** Give the first layer three anchors only: scale 0.1, then its own scale with ratios 2 and 0.5. @default true */
  reduceBoxesInLowestLayer?: boolean | undefined;
  /** Sides of an anchor of scale 1, fractions of the image's shorter side. @default {height: 1, width: 1} */
  baseAnchorSize?: ImageSize | undefined;
  /** Pixels from cell to cell, one a layer. @default the image divided by the layer's cells */
  strides?: readonly ImageSize[] | undefined;
  /** Pixels of the first centre, one a layer. @default half a stride */
  offsets?: readonly ImageSize[] | undefined;
  /** Of the resized image; matters where it is not square, and with `strides` and `offsets`. @default {height: 1, width: 1} */
  imageSize?: ImageSize | undefined;
};

export const SSD_ANCHORS_DEFAULTS: Defaults<
  SsdAnchorsOptions,
  'minScale' | 'maxScale' | 'aspectRatios' | 'interpolatedScaleAspectRatio' | 'reduceBoxesInLowestLayer' | 'baseAnchorSize' | 'imageSize'
> = {
  minScale: 0.2,
  maxScale: 0.95,
  aspectRatios: [1, 2, 0.5, 3, 0.3333],
  interpolatedScaleAspectRatio: 1,
  reduceBoxesInLowestLayer: true,
  baseAnchorSize: {height: 1, width: 1},
  imageSize: {height: 1, width: 1},
};

const f = Math.fround;

/**
 * Anchors of SSD over several feature maps, finest first, normalised, not clipped. Layer i has the scale
 * `minScale + (maxScale - minScale) · i / (layers - 1)`; on every cell lie its aspect ratios in order, then the interpolated anchor of scale
 * `√(scale · next scale)`, the scale after the last being 1. Anchors are square in pixels on an image that is not.
 *
 * @param maps - cells of each layer; MobileNet at 300² has 19, 10, 5, 3, 2 and 1 cells a side, which give 1,917 anchors.
 * @returns `[N, 4]`, `[ymin, xmin, ymax, xmax]`, layer by layer, rows, columns, anchors.
 * @throws OptionError for no layer, a number out of range, or one layer without `scales`; ShapeError when a list has not one entry a layer.
 * @see Liu et al. 2016, SSD, arXiv:1512.02325, §2.2; TensorFlow Object Detection API, `create_ssd_anchors`.
 */
export function ssdAnchors(maps: readonly ImageSize[], options: SsdAnchorsOptions = {}): Float32Array {
  const imageSize = options.imageSize ?? SSD_ANCHORS_DEFAULTS.imageSize;
  const baseSize = options.baseAnchorSize ?? SSD_ANCHORS_DEFAULTS.baseAnchorSize;
  checkPositiveList('imageSize', [imageSize.height, imageSize.width]);
  checkPositiveList('baseAnchorSize', [baseSize.height, baseSize.width]);
  const [imageHeight, imageWidth] = [f(imageSize.height), f(imageSize.width)];
  const shorter = Math.min(imageHeight, imageWidth);
  const layers = ssdAnchorShapes(maps.length, options);
  for (const [option, list] of [
    ['strides', options.strides],
    ['offsets', options.offsets],
  ] as const) {
    if (list !== undefined && list.length !== maps.length) throw new ShapeError(option, [list.length], `[${maps.length}], one a layer`);
  }
  const parts = maps.map((map, layer) => {
    const pixels = options.strides?.[layer];
    if (pixels !== undefined) checkPositiveList(`strides[${layer}]`, [pixels.height, pixels.width]);
    const stride =
      pixels === undefined
        ? {height: f(1 / map.height), width: f(1 / map.width)}
        : {height: f(f(pixels.height) / imageHeight), width: f(f(pixels.width) / imageWidth)};
    const shift = options.offsets?.[layer];
    const offset =
      shift === undefined
        ? {height: f(0.5 * stride.height), width: f(0.5 * stride.width)}
        : {height: f(f(shift.height) / imageHeight), width: f(f(shift.width) / imageWidth)};
    return tileAnchors(map, {
      ...(layers[layer] as AnchorShapes),
      baseSize: {
        height: f(f(shorter / imageHeight) * f(baseSize.height)),
        width: f(f(shorter / imageWidth) * f(baseSize.width)),
      },
      stride,
      offset,
    });
  });
  return joinAnchors(parts);
}

/** Scales and aspect ratios of the anchors on each cell of one layer, as many of the one as of the other. */
export type AnchorShapes = {scales: readonly number[]; aspectRatios: readonly number[]};

/**
 * What {@link ssdAnchors} puts on a cell of each layer. Its length is the number of anchors a cell, which a box predictor needs.
 *
 * @param layers - number of feature maps, from 1.
 * @throws as {@link ssdAnchors}.
 */
export function ssdAnchorShapes(layers: number, options: SsdAnchorsOptions = {}): AnchorShapes[] {
  checkRange('layers', layers, {min: 1, max: 1000, integer: true});
  const minScale = checkRange('minScale', options.minScale ?? SSD_ANCHORS_DEFAULTS.minScale, {min: 1e-6, max: 1e6});
  const maxScale = checkRange('maxScale', options.maxScale ?? SSD_ANCHORS_DEFAULTS.maxScale, {min: 1e-6, max: 1e6});
  const interpolatedRatio = options.interpolatedScaleAspectRatio ?? SSD_ANCHORS_DEFAULTS.interpolatedScaleAspectRatio;
  checkRange('interpolatedScaleAspectRatio', interpolatedRatio, {min: 0, max: 1e6});
  const aspectRatios = options.aspectRatios ?? SSD_ANCHORS_DEFAULTS.aspectRatios;
  checkPositiveList('aspectRatios', aspectRatios);
  const given = options.scales ?? [];
  if (given.length > 0) {
    checkPositiveList('scales', given);
    if (given.length !== layers) throw new ShapeError('scales', [given.length], `[${layers}], one a layer`);
  } else if (layers === 1) {
    throw new OptionError('scales', 'not given', 'one scale, since minScale and maxScale need two layers or more');
  }
  const scales = given.length > 0 ? given : Array.from({length: layers}, (_, i) => minScale + ((maxScale - minScale) * i) / (layers - 1));
  return scales.map((scale, layer) => {
    if (layer === 0 && (options.reduceBoxesInLowestLayer ?? SSD_ANCHORS_DEFAULTS.reduceBoxesInLowestLayer)) {
      return {scales: [0.1, scale, scale], aspectRatios: [1, 2, 0.5]};
    }
    const next = scales[layer + 1] ?? 1;
    const extra = interpolatedRatio > 0;
    return {
      scales: [...aspectRatios.map(() => scale), ...(extra ? [Math.sqrt(scale * next)] : [])],
      aspectRatios: [...aspectRatios, ...(extra ? [interpolatedRatio] : [])],
    };
  });
}
