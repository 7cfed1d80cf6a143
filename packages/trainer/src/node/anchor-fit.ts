import {anchorCoverage, suggestAnchors} from '@oid/boxes';
import type {AnchorCoverageReport, AnchorSuggestion} from '@oid/boxes';
import {checkRange} from '@oid/core';
import type {DetectorModel} from '@oid/detector-model';
import {RecordSet} from './record-set.ts';

export type AnchorFitOptions = {
  /** Paths of TFRecord files with detection examples. */
  records: readonly string[];
  /** Only so many records, spread evenly over the files. @default 10000 */
  limit?: number | undefined;
  /** Scales and aspect ratios to suggest. @default 5 and 3, as ToySSD has */
  scales?: number | undefined;
  aspectRatios?: number | undefined;
  /** Aborting makes the promise reject with the signal's reason. */
  signal?: AbortSignal | undefined;
};
export const ANCHOR_FIT_DEFAULTS: Readonly<{limit: number; scales: number; aspectRatios: number}> = {
  limit: 10_000,
  scales: 5,
  aspectRatios: 3,
};

export type AnchorFit = {
  /** How many boxes an anchor overlaps by 0.5 or more, in all, by size in the model's pixels, by class. */
  coverage: AnchorCoverageReport;
  /** Shapes, scales and aspect ratios that fit the boxes; undefined where no box has an area. */
  suggestion: AnchorSuggestion | undefined;
};

/**
 * How well a model's anchors fit the boxes of records, and which would fit: to be looked at before training, since a box that no anchor reaches
 * is learned poorly. Pictures are not decoded.
 *
 * @throws `OptionError`, `NoRecordsError`, `BadRecordError`.
 */
export async function anchorFit(model: Pick<DetectorModel, 'anchors' | 'inputSize'>, options: AnchorFitOptions): Promise<AnchorFit> {
  const limit = checkRange('limit', options.limit ?? ANCHOR_FIT_DEFAULTS.limit, {min: 1, integer: true});
  const records = await RecordSet.open(options.records);
  try {
    const images: {boxes: Float32Array; classes: Int32Array}[] = [];
    const count = Math.min(limit, records.count);
    for (let k = 0; k < count; k++) {
      options.signal?.throwIfAborted();
      const {boxes, labels} = await records.read(Math.floor((k * records.count) / count));
      images.push({boxes, classes: labels});
    }
    const {anchors, inputSize} = model;
    const {scales, aspectRatios} = ANCHOR_FIT_DEFAULTS;
    const wanted = {inputSize, scales: options.scales ?? scales, aspectRatios: options.aspectRatios ?? aspectRatios};
    const hasArea = images.some(({boxes}) =>
      boxes.some((ymin, k) => k % 4 === 0 && (boxes[k + 2] as number) > ymin && (boxes[k + 3] as number) > (boxes[k + 1] as number)),
    );
    return {coverage: anchorCoverage(anchors, images, {inputSize}), suggestion: hasArea ? suggestAnchors(images, wanted) : undefined};
  } finally {
    await records.close();
  }
}
