import {checkRange, OptionError} from '@oid/core';
import {BOX_AREAS, checkAreaRanges} from './area-range.ts';
import type {AreaRange, BoxArea} from './area-range.ts';

export type CocoEvaluatorOptions = {
  /** Classes of the label map, whose ids run from 1 to this. Give this or `classIds`. */
  numClasses?: number | undefined;
  /** The ids themselves, where they do not run from 1; whole numbers, each once. */
  classIds?: readonly number[] | undefined;
  /** Ascending, above 0, at most 1; no more than 30. @default 0.5, 0.55 … 0.95 */
  iouThresholds?: readonly number[] | undefined;
  /** How many detections of a class count in an image, highest scores first, for the three recalls; the last holds for all else. @default [1, 10, 100] */
  maxDetections?: readonly [number, number, number] | undefined;
  /** Square pixels, least and most. @default COCO's: 32² and 96² part small, medium and large; `all` ends at 1e10 */
  areaRanges?: Readonly<Record<BoxArea, AreaRange>> | undefined;
};

export const COCO_EVALUATOR_DEFAULTS: {
  readonly iouThresholds: readonly number[];
  readonly maxDetections: readonly [number, number, number];
  readonly areaRanges: Readonly<Record<BoxArea, AreaRange>>;
} = {
  // To the last bit as the reference has them, whose 0.9 lies just below 0.9.
  iouThresholds: Array.from({length: 10}, (_, k) => (k === 9 ? 0.95 : 0.5 + k * ((0.95 - 0.5) / 9))),
  maxDetections: [1, 10, 100],
  areaRanges: {all: [0, 1e10], small: [0, 1024], medium: [1024, 9216], large: [9216, 1e10]},
};

/** Options that have been checked. */
export type CocoSettings = {
  classIds: readonly number[];
  iouThresholds: readonly number[];
  maxDetections: readonly [number, number, number];
  areaRanges: Readonly<Record<BoxArea, AreaRange>>;
};

/** @throws OptionError (`core/option`) for one that is out of range. */
export function resolveCocoOptions(options: CocoEvaluatorOptions): CocoSettings {
  const settings = {
    classIds: resolveClassIds(options),
    iouThresholds: [...(options.iouThresholds ?? COCO_EVALUATOR_DEFAULTS.iouThresholds)],
    maxDetections: options.maxDetections ?? COCO_EVALUATOR_DEFAULTS.maxDetections,
    areaRanges: options.areaRanges ?? COCO_EVALUATOR_DEFAULTS.areaRanges,
  };
  const {iouThresholds, maxDetections, areaRanges} = settings;
  const ascends = iouThresholds.every((value, k) => value > (iouThresholds[k - 1] ?? 0) && value <= 1);
  if (!ascends || iouThresholds.length === 0 || iouThresholds.length > 30) {
    throw new OptionError('iouThresholds', `[${iouThresholds.join(', ')}]`, 'one to 30 ascending numbers, above 0 and at most 1');
  }
  const counts = maxDetections.every((value, k) => Number.isSafeInteger(value) && value > (maxDetections[k - 1] ?? 0));
  if (!counts || maxDetections.length !== 3) {
    throw new OptionError('maxDetections', `[${maxDetections.join(', ')}]`, 'three ascending whole numbers of at least 1');
  }
  checkAreaRanges(areaRanges, BOX_AREAS);
  return settings;
}

function resolveClassIds({numClasses, classIds}: CocoEvaluatorOptions): readonly number[] {
  if (classIds === undefined) {
    const count = checkRange('numClasses', numClasses ?? NaN, {min: 1, max: 1e7, integer: true});
    return Array.from({length: count}, (_, index) => index + 1);
  }
  if (numClasses !== undefined) throw new OptionError('numClasses', numClasses, 'left out when classIds is given');
  const fits = classIds.every((id) => Number.isSafeInteger(id)) && new Set(classIds).size === classIds.length;
  if (!fits) throw new OptionError('classIds', `[${classIds.join(', ')}]`, 'whole numbers, each once');
  return [...classIds];
}
