import {CocoEvaluator} from './coco-evaluator.ts';
import type {CocoDetection, CocoInstances} from './coco-json.ts';
import type {CocoEvaluatorOptions} from './coco-options.ts';
import type {CocoResult} from './coco-summary.ts';
import {SavedRowError} from './errors/saved-row-error.ts';
import {groupRows} from './group-rows.ts';

export type EvaluateCocoOptions = Omit<CocoEvaluatorOptions, 'numClasses' | 'classIds'>;

/**
 * COCO's metrics of saved detections: what pycocotools gives for the same two files.
 *
 * @param instances - ground truth; classes are its categories, in the order of their ids.
 * @param results - in any order, of images and categories that `instances` has.
 * @returns with category ids as class ids.
 * @throws what {@link cocoEvaluatorOf} throws.
 */
export function evaluateCoco(instances: CocoInstances, results: readonly CocoDetection[], options: EvaluateCocoOptions = {}): CocoResult {
  return cocoEvaluatorOf(instances, results, options).result();
}

/**
 * As {@link evaluateCoco}, for curves, or to merge with others over other images: every worker gives the images that are its own, and all
 * categories.
 *
 * @throws SavedRowError (`metrics/invalid-row`) naming the first row whose image or category is unknown, whose box is not four finite numbers
 * with width and height of at least 0, or whose score or area is not finite; OptionError (`core/option`) for an option out of range.
 */
export function cocoEvaluatorOf(
  instances: CocoInstances,
  results: readonly CocoDetection[],
  options: EvaluateCocoOptions = {},
): CocoEvaluator {
  const classIds = instances.categories.map(({id}) => id).sort((a, b) => a - b);
  const evaluator = new CocoEvaluator({...options, classIds});
  const images = new Map<number | string, number>();
  for (const [row, {id}] of instances.images.entries()) {
    if (images.has(id)) throw new SavedRowError('images', row, 'id', id, 'an id that no other image has');
    images.set(id, row);
  }
  const classes = new Set(classIds);
  const truths = columnsOf('annotations', instances.annotations, images, classes);
  const found = columnsOf('results', results, images, classes);
  const areas = new Float64Array(truths.count);
  const crowd = new Uint8Array(truths.count);
  for (let place = 0; place < truths.count; place++) {
    const row = truths.rows[place] as number;
    const {area, iscrowd} = instances.annotations[row] as CocoInstances['annotations'][number];
    areas[place] = area ?? (truths.xywh[4 * place + 2] as number) * (truths.xywh[4 * place + 3] as number);
    if (!Number.isFinite(areas[place])) throw new SavedRowError('annotations', row, 'area', area, 'a finite number');
    crowd[place] = iscrowd === true || iscrowd === 1 ? 1 : 0;
  }
  const scores = new Float64Array(found.count);
  for (let place = 0; place < found.count; place++) {
    const row = found.rows[place] as number;
    const {score} = results[row] as CocoDetection;
    if (!Number.isFinite(score)) throw new SavedRowError('results', row, 'score', score, 'a finite number');
    scores[place] = score;
  }
  for (const [id, image] of images) {
    const [first, last] = [truths.starts[image], truths.starts[image + 1]] as [number, number];
    const [firstFound, lastFound] = [found.starts[image], found.starts[image + 1]] as [number, number];
    evaluator.addPixels(String(id), {
      groundTruth: {
        xywh: truths.xywh.subarray(4 * first, 4 * last),
        classes: truths.classes.subarray(first, last),
        crowd: crowd.subarray(first, last),
        areas: areas.subarray(first, last),
      },
      detections: {
        xywh: found.xywh.subarray(4 * firstFound, 4 * lastFound),
        scores: scores.subarray(firstFound, lastFound),
        classes: found.classes.subarray(firstFound, lastFound),
      },
    });
  }
  return evaluator;
}

type Columns = {count: number; xywh: Float64Array; classes: Int32Array; rows: Uint32Array; starts: Uint32Array};

/** Boxes and classes of the rows, by image and then in their order; image i has places `starts[i]` to `starts[i + 1]`. */
function columnsOf(
  source: string,
  list: readonly {image_id: number | string; category_id: number; bbox: readonly number[]}[],
  images: ReadonlyMap<number | string, number>,
  known: ReadonlySet<number>,
): Columns {
  const count = list.length;
  const imageOf = new Uint32Array(count);
  for (let row = 0; row < count; row++) {
    const id = (list[row] as {image_id: number | string} | null)?.image_id;
    const image = id === undefined ? undefined : images.get(id);
    if (image === undefined) throw new SavedRowError(source, row, 'image_id', id, 'the id of an image of the ground truth');
    imageOf[row] = image;
  }
  const {rows, starts} = groupRows(imageOf, images.size);
  const xywh = new Float64Array(4 * count);
  const classes = new Int32Array(count);
  for (let place = 0; place < count; place++) {
    const row = rows[place] as number;
    const {category_id: classId, bbox} = list[row] as {category_id: number; bbox: readonly number[]};
    if (!known.has(classId)) throw new SavedRowError(source, row, 'category_id', classId, 'the id of a category of the ground truth');
    if (!isBox(bbox)) throw new SavedRowError(source, row, 'bbox', bbox, '[x, y, width, height], finite, width and height at least 0');
    classes[place] = classId;
    xywh[4 * place] = bbox[0] as number;
    xywh[4 * place + 1] = bbox[1] as number;
    xywh[4 * place + 2] = bbox[2] as number;
    xywh[4 * place + 3] = bbox[3] as number;
  }
  return {count, xywh, classes, rows, starts};
}

function isBox(bbox: readonly number[]): boolean {
  if (!Array.isArray(bbox) || bbox.length !== 4) return false;
  const [x, y, width, height] = bbox as [number, number, number, number];
  return Number.isFinite(x) && Number.isFinite(y) && Number.isFinite(width) && Number.isFinite(height) && width >= 0 && height >= 0;
}
