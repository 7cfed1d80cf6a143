import {checkRange, OptionError} from '@oid/core';
import {checkAreaRanges} from './area-range.ts';
import type {AreaRange, BoxArea} from './area-range.ts';
import type {Interpolation} from './average-precision.ts';
import {COCO_EVALUATOR_DEFAULTS} from './coco-options.ts';

/** The sizes that are measured apart. */
export type BoxSize = Exclude<BoxArea, 'all'>;

export const BOX_SIZES: readonly BoxSize[] = ['small', 'medium', 'large'];

/** How {@link VocEvaluator} and {@link OpenImagesEvaluator} part boxes by size. */
export type SizeOptions = {
  /** Least and most area of each size, both within, in `areaUnit`; they may overlap or leave gaps. @default COCO's: 32² and 96² pixels part them */
  areaRanges?: Readonly<Record<BoxSize, AreaRange>> | undefined;
  /**
   * `pixels`: square pixels; sizes are measured if every image is added with its height and width. `image`: shares of the image, from 0 to 1;
   * sizes are always measured, and `areaRanges` must be given. @default 'pixels'
   */
  areaUnit?: 'pixels' | 'image' | undefined;
};

export type VocEvaluatorOptions = SizeOptions & {
  /** Classes of the label map, background left out; ids run from 1 to this. */
  numClasses: number;
  /** Least IoU with a truth, and least share within a group box, at which a detection matches; above 0, at most 1. @default 0.5 */
  iouThreshold?: number | undefined;
  /** What a group box counts for. At 0 it need not be found, and detections in it are ignored; above 0 it is one truth of this weight. @default 0 */
  groupOfWeight?: number | undefined;
  /** All points as since VOC 2010, or eleven points as in VOC 2007. @default 'all-points' */
  interpolation?: Interpolation | undefined;
};

/** Options that have been checked. */
export type VocSettings = Required<{[K in keyof VocEvaluatorOptions]: NonNullable<VocEvaluatorOptions[K]>}>;

const {small, medium, large} = COCO_EVALUATOR_DEFAULTS.areaRanges;

export const VOC_EVALUATOR_DEFAULTS: Readonly<Omit<VocSettings, 'numClasses'>> = {
  iouThreshold: 0.5,
  groupOfWeight: 0,
  interpolation: 'all-points',
  areaRanges: {small, medium, large},
  areaUnit: 'pixels',
};

/** @throws OptionError (`core/option`) for one that is out of range. */
export function resolveVocOptions(options: VocEvaluatorOptions): VocSettings {
  const numClasses = checkRange('numClasses', options.numClasses, {min: 1, max: 1e7, integer: true});
  const iouThreshold = options.iouThreshold ?? VOC_EVALUATOR_DEFAULTS.iouThreshold;
  if (!(iouThreshold > 0 && iouThreshold <= 1)) throw new OptionError('iouThreshold', iouThreshold, 'a number above 0 and at most 1');
  const groupOfWeight = checkRange('groupOfWeight', options.groupOfWeight ?? VOC_EVALUATOR_DEFAULTS.groupOfWeight, {min: 0, max: 1});
  const interpolation = options.interpolation ?? VOC_EVALUATOR_DEFAULTS.interpolation;
  if (interpolation !== 'all-points' && interpolation !== 'eleven-points') {
    throw new OptionError('interpolation', interpolation, '"all-points" or "eleven-points"');
  }
  return {numClasses, iouThreshold, groupOfWeight, interpolation, ...resolveSizes(options)};
}

function resolveSizes(options: SizeOptions): Required<Pick<VocSettings, keyof SizeOptions>> {
  const areaUnit = options.areaUnit ?? VOC_EVALUATOR_DEFAULTS.areaUnit;
  if (areaUnit !== 'pixels' && areaUnit !== 'image') throw new OptionError('areaUnit', areaUnit, '"pixels" or "image"');
  if (areaUnit === 'image' && options.areaRanges === undefined) {
    throw new OptionError('areaRanges', undefined, "given as shares of the image, such as small: [0, 0.01], where areaUnit is 'image'");
  }
  const ranges = options.areaRanges ?? VOC_EVALUATOR_DEFAULTS.areaRanges;
  checkAreaRanges(ranges, BOX_SIZES);
  // In one order, in which states are compared.
  return {areaRanges: {small: ranges.small, medium: ranges.medium, large: ranges.large}, areaUnit};
}
