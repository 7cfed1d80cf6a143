import {checkRange, OptionError} from '@oid/core';
import type {ImageSize} from '@oid/core';
import {bestOverlaps, indexAnchors, OVER_UNION} from './anchor-index.ts';
import {checkBoxes} from './check-boxes.ts';
import {checkClasses, checkLength} from './check-numbers.ts';
import {checkPositiveList} from './tile-anchors.ts';

export type AnchorCoverageOptions = {
  /** A truth is covered when an anchor reaches this IoU, in (0, 1]. @default 0.5 */
  iouThreshold?: number | undefined;
  /** Size of the model's input, which decides what is small. @default {height: 300, width: 300} */
  inputSize?: ImageSize | undefined;
  /** Upper bounds of the small and the medium boxes, as sides of squares in input pixels, ascending. @default [32, 96] (COCO) */
  sizeBounds?: readonly [number, number] | undefined;
};

export const ANCHOR_COVERAGE_DEFAULTS: {
  readonly iouThreshold: number;
  readonly inputSize: ImageSize;
  readonly sizeBounds: readonly [number, number];
} = {iouThreshold: 0.5, inputSize: {height: 300, width: 300}, sizeBounds: [32, 96]};

/** One row of the report. */
export type Coverage = {
  groundTruths: number;
  /** Truths that some anchor overlaps by the threshold or more. */
  covered: number;
  /** `covered / groundTruths`, in [0, 1]; 0 where there are none. */
  share: number;
  /** Mean of the truths' best IoU with an anchor; 0 where there are none. */
  meanBestIou: number;
};

export type AnchorCoverageReport = {
  anchors: number;
  images: number;
  iouThreshold: number;
  all: Coverage;
  bySize: {small: Coverage; medium: Coverage; large: Coverage};
  /** One a class that occurs, by ascending class id. */
  byClass: readonly (Coverage & {classId: number})[];
};

/**
 * How well anchors fit a data set: the share of the ground truth that an anchor overlaps enough to be matched on its own merit, in all, by
 * size and by class. A low share means that training leans on force matching; {@link suggestAnchors} proposes other shapes.
 *
 * @param anchors - `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalised.
 * @param images - boxes and classes of each image, normalised, classes from 1. None gives a report of zeros.
 * @throws {@link InvalidBoxError}, {@link InvalidClassError} or ShapeError for bad data, naming the image; OptionError for an option out of range.
 */
export function anchorCoverage(
  anchors: Float32Array,
  images: Iterable<{boxes: Float32Array; classes: Int32Array}>,
  options: AnchorCoverageOptions = {},
): AnchorCoverageReport {
  const iouThreshold = options.iouThreshold ?? ANCHOR_COVERAGE_DEFAULTS.iouThreshold;
  checkRange('iouThreshold', iouThreshold, {min: 1e-6, max: 1});
  const inputSize = options.inputSize ?? ANCHOR_COVERAGE_DEFAULTS.inputSize;
  checkPositiveList('inputSize', [inputSize.height, inputSize.width]);
  const sizeBounds = options.sizeBounds ?? ANCHOR_COVERAGE_DEFAULTS.sizeBounds;
  checkPositiveList('sizeBounds', sizeBounds);
  if (sizeBounds[0] > sizeBounds[1]) throw new OptionError('sizeBounds', `[${sizeBounds.join(', ')}]`, 'two sides in ascending order');
  checkBoxes(anchors, 'anchors');
  const index = indexAnchors(anchors);
  const all = new Tally();
  const bySize = {small: new Tally(), medium: new Tally(), large: new Tally()};
  const byClass = new Map<number, Tally>();
  let count = 0;
  for (const {boxes, classes} of images) {
    checkBoxes(boxes, `images[${count}].boxes`);
    checkLength(classes, `images[${count}].classes`, boxes.length / 4, 'one a box');
    checkClasses(classes, `images[${count}].classes`, undefined);
    const {rowValue} = bestOverlaps(index, boxes, OVER_UNION, Infinity);
    for (let i = 0; i < classes.length; i++) {
      const iou = rowValue[i] as number;
      const classId = classes[i] as number;
      const tally = byClass.get(classId) ?? new Tally();
      byClass.set(classId, tally);
      for (const one of [all, bySize[sizeOf(boxes, i, inputSize, sizeBounds)], tally]) one.add(iou, iouThreshold);
    }
    count += 1;
  }
  return {
    anchors: index.count,
    images: count,
    iouThreshold,
    all: all.coverage(),
    bySize: {small: bySize.small.coverage(), medium: bySize.medium.coverage(), large: bySize.large.coverage()},
    byClass: [...byClass].sort(([a], [b]) => a - b).map(([classId, tally]) => ({classId, ...tally.coverage()})),
  };
}

/**
 * The report as a markdown table, one row a size and a class.
 *
 * @param classNames - names by class id, such as a label map's category index; ids stand in for those that are missing.
 */
export function formatAnchorCoverage(report: AnchorCoverageReport, classNames: ReadonlyMap<number, {name: string}> = new Map()): string {
  const rows: readonly (readonly [string, Coverage])[] = [
    ['all', report.all],
    ['small', report.bySize.small],
    ['medium', report.bySize.medium],
    ['large', report.bySize.large],
    ...report.byClass.map((coverage) => [classNames.get(coverage.classId)?.name ?? `class ${coverage.classId}`, coverage] as const),
  ];
  const lines = rows.map(
    ([name, {groundTruths, covered, share, meanBestIou}]) =>
      `| ${name.replaceAll('|', '\\|')} | ${groundTruths} | ${covered} | ${(100 * share).toFixed(1)} % | ${meanBestIou.toFixed(3)} |`,
  );
  return [`| ground truth | boxes | IoU ≥ ${report.iouThreshold} | share | mean best IoU |`, '|---|---|---|---|---|', ...lines, ''].join(
    '\n',
  );
}

class Tally {
  #groundTruths = 0;
  #covered = 0;
  #iouSum = 0;

  add(iou: number, threshold: number): void {
    this.#groundTruths += 1;
    this.#iouSum += iou;
    if (iou >= Math.fround(threshold)) this.#covered += 1;
  }

  coverage(): Coverage {
    const groundTruths = this.#groundTruths;
    const divisor = Math.max(1, groundTruths);
    return {groundTruths, covered: this.#covered, share: this.#covered / divisor, meanBestIou: this.#iouSum / divisor};
  }
}

function sizeOf(
  boxes: Float32Array,
  i: number,
  inputSize: ImageSize,
  [small, medium]: readonly [number, number],
): 'small' | 'medium' | 'large' {
  const height = ((boxes[4 * i + 2] as number) - (boxes[4 * i] as number)) * inputSize.height;
  const side = Math.sqrt(height * ((boxes[4 * i + 3] as number) - (boxes[4 * i + 1] as number)) * inputSize.width);
  return side < small ? 'small' : side < medium ? 'medium' : 'large';
}
