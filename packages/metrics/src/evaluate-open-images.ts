import type {Detections, GroundTruth, ImageSize} from '@oid/core';
import {expandGroundTruth, expandImageLabels} from './expand-hierarchy.ts';
import type {ImageLabels} from './expand-hierarchy.ts';
import {compareImageIds} from './image-list.ts';
import {OpenImagesEvaluator} from './open-images-evaluator.ts';
import type {OpenImagesEvaluatorOptions} from './open-images-evaluator.ts';
import type {VocResult} from './voc-evaluator.ts';

/** Tables by image id, as the `parseOpenImages…` functions read them. */
export type OpenImagesTables = {
  boxes: ReadonlyMap<string, GroundTruth>;
  detections: ReadonlyMap<string, Detections>;
  /** Verified image labels; without them, see `OpenImagesEvaluator.add`. */
  labels?: ReadonlyMap<string, ImageLabels> | undefined;
  /** Of every image, in pixels; without it no figures by size, unless `areaUnit` is 'image'. */
  sizes?: ReadonlyMap<string, ImageSize> | undefined;
};

export type EvaluateOpenImagesOptions = OpenImagesEvaluatorOptions & {
  /** Expands boxes and labels along the class hierarchy first, as the challenge wants it. Leave out for tables that are expanded already. */
  hierarchy?: {ancestorsOf: (classId: number) => Iterable<number>; descendantsOf: (classId: number) => Iterable<number>} | undefined;
};

/**
 * Open Images' metrics of saved detections. Images are those of any of the tables.
 *
 * @returns see {@link openImagesEvaluatorOf} for the evaluator itself.
 * @throws what `OpenImagesEvaluator.add` throws.
 */
export function evaluateOpenImages(tables: OpenImagesTables, options: EvaluateOpenImagesOptions): VocResult {
  return openImagesEvaluatorOf(tables, options).result();
}

/** As {@link evaluateOpenImages}, for curves, or to merge with others over other images. */
export function openImagesEvaluatorOf(
  {boxes, detections, labels, sizes}: OpenImagesTables,
  options: EvaluateOpenImagesOptions,
): OpenImagesEvaluator {
  const {hierarchy, ...rest} = options;
  const evaluator = new OpenImagesEvaluator(rest);
  const imageIds = [...new Set([...boxes.keys(), ...(labels?.keys() ?? []), ...detections.keys()])].sort(compareImageIds);
  for (const imageId of imageIds) {
    const own = boxes.get(imageId) ?? NO_BOXES;
    const verified = labels === undefined ? undefined : (labels.get(imageId) ?? NO_LABELS);
    const truth = hierarchy === undefined ? own : expandGroundTruth(own, hierarchy.ancestorsOf);
    const known = verified === undefined || hierarchy === undefined ? verified : expandImageLabels(verified, hierarchy);
    const classes = known === undefined ? undefined : Int32Array.of(...known.present, ...known.absent);
    evaluator.add(imageId, truth, detections.get(imageId) ?? NO_DETECTIONS, classes, sizes?.get(imageId));
  }
  return evaluator;
}

const NO_BOXES: GroundTruth = {boxes: new Float32Array(), classes: new Int32Array()};
const NO_LABELS: ImageLabels = {present: new Int32Array(), absent: new Int32Array()};
const NO_DETECTIONS: Detections = {boxes: new Float32Array(), scores: new Float32Array(), classes: new Int32Array(), count: 0};
