import {checkRange, ShapeError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {scaleBoxes} from './scale-boxes.ts';
import {checkPositiveList, crossScales, joinAnchors, tileAnchors} from './tile-anchors.ts';
import type {Defaults} from './defaults.ts';

/** Fields and defaults of the reference's `MultiscaleAnchorGenerator`. */
export type MultiscaleAnchorsOptions = {
  /** Finest level; its cells are `2 ** minLevel` pixels apart. @default 3 */
  minLevel?: number | undefined;
  /** Coarsest level. @default 7 */
  maxLevel?: number | undefined;
  /** Side of the smallest anchor of a level, in strides. @default 4 */
  anchorScale?: number | undefined;
  /** Width / height. @default [1, 2, 0.5] */
  aspectRatios?: readonly number[] | undefined;
  /** Anchors of `2 ** (k / scalesPerOctave)` times that side, k from 0. @default 2 */
  scalesPerOctave?: number | undefined;
  /** Fractions of the image; pixels otherwise. @default true */
  normalizeCoordinates?: boolean | undefined;
  /** Cells of each level. @default the image's sides over the stride, rounded up */
  maps?: readonly ImageSize[] | undefined;
};

export const MULTISCALE_ANCHORS_DEFAULTS: Defaults<
  MultiscaleAnchorsOptions,
  'minLevel' | 'maxLevel' | 'anchorScale' | 'aspectRatios' | 'scalesPerOctave' | 'normalizeCoordinates'
> = {
  minLevel: 3,
  maxLevel: 7,
  anchorScale: 4,
  aspectRatios: [1, 2, 0.5],
  scalesPerOctave: 2,
  normalizeCoordinates: true,
};

/**
 * Anchors of RetinaNet (feature pyramid) for an image of a known size: on every cell of every level all aspect ratios, slow, with all scales
 * of the octave, fast. The first centre lies half a stride in, or at 0 along an axis whose length is no multiple of the stride. Not clipped.
 *
 * @param imageSize - of the resized image, pixels, integers from 1.
 * @returns `[N, 4]`, `[ymin, xmin, ymax, xmax]`, level by level, rows, columns, anchors. 640 × 640 gives 51,150.
 * @throws OptionError for a number out of range; ShapeError when `maps` has not one entry a level.
 * @see Lin et al. 2017, arXiv:1708.02002, §4; TensorFlow Object Detection API, `MultiscaleGridAnchorGenerator`.
 */
export function multiscaleAnchors(imageSize: ImageSize, options: MultiscaleAnchorsOptions = {}): Float32Array {
  checkRange('imageSize.height', imageSize.height, {min: 1, max: 2 ** 20, integer: true});
  checkRange('imageSize.width', imageSize.width, {min: 1, max: 2 ** 20, integer: true});
  const minLevel = checkRange('minLevel', options.minLevel ?? MULTISCALE_ANCHORS_DEFAULTS.minLevel, {min: 0, max: 20, integer: true});
  const maxLevel = checkRange('maxLevel', options.maxLevel ?? MULTISCALE_ANCHORS_DEFAULTS.maxLevel, {
    min: minLevel,
    max: 20,
    integer: true,
  });
  const anchorScale = options.anchorScale ?? MULTISCALE_ANCHORS_DEFAULTS.anchorScale;
  checkPositiveList('anchorScale', [anchorScale]);
  const perOctave = options.scalesPerOctave ?? MULTISCALE_ANCHORS_DEFAULTS.scalesPerOctave;
  checkRange('scalesPerOctave', perOctave, {min: 1, max: 100, integer: true});
  const aspectRatios = options.aspectRatios ?? MULTISCALE_ANCHORS_DEFAULTS.aspectRatios;
  checkPositiveList('aspectRatios', aspectRatios);
  const count = maxLevel - minLevel + 1;
  const {maps} = options;
  if (maps !== undefined && maps.length !== count) throw new ShapeError('maps', [maps.length], `[${count}], one a level`);
  const shapes = crossScales(
    Array.from({length: perOctave}, (_, k) => 2 ** (k / perOctave)),
    aspectRatios,
  );
  const parts = Array.from({length: count}, (_, index) => {
    const stride = 2 ** (minLevel + index);
    const centre = (length: number): number => (length % stride === 0 || length === 1 ? stride / 2 : 0);
    const map = maps?.[index] ?? {height: Math.ceil(imageSize.height / stride), width: Math.ceil(imageSize.width / stride)};
    return tileAnchors(map, {
      ...shapes,
      baseSize: {height: stride * anchorScale, width: stride * anchorScale},
      stride: {height: stride, width: stride},
      offset: {height: centre(imageSize.height), width: centre(imageSize.width)},
    });
  });
  const anchors = joinAnchors(parts);
  const normalizes = options.normalizeCoordinates ?? MULTISCALE_ANCHORS_DEFAULTS.normalizeCoordinates;
  return normalizes ? scaleBoxes(anchors, {height: 1 / imageSize.height, width: 1 / imageSize.width}) : anchors;
}
