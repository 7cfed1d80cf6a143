import {COCO_NUMBERS} from './coco-summary.ts';
import type {CocoResult} from './coco-summary.ts';
import type {VocResult} from './voc-evaluator.ts';

export type SummaryTagsOptions = {
  /** What tags start with. @default 'DetectionBoxes_' for COCO, 'PascalBoxes_' otherwise; Open Images: 'OpenImagesV2_', 'OpenImagesChallenge2018_' */
  prefix?: string | undefined;
  /** The IoU threshold that the tags of VOC and Open Images name. @default 0.5 */
  iouThreshold?: number | undefined;
  /** Adds a tag a class, with its name; left out, there is none. */
  categories?: ReadonlyMap<number, {name: string}> | undefined;
};

const COCO_TAGS = [
  ...['mAP', 'mAP@.50IOU', 'mAP@.75IOU', 'mAP (small)', 'mAP (medium)', 'mAP (large)'].map((tag) => `Precision/${tag}`),
  ...['AR@1', 'AR@10', 'AR@100', 'AR@100 (small)', 'AR@100 (medium)', 'AR@100 (large)'].map((tag) => `Recall/${tag}`),
];

/**
 * A result under the names that the TensorFlow Object Detection API writes into its summaries, so that TensorBoard lays runs side by side.
 *
 * @returns tag and value, in the API's order; NaN where there is nothing to be found, for which the API writes -1 in COCO's tags.
 * @see TensorFlow Object Detection API, `coco_evaluation` and `object_detection_evaluation`.
 */
export function summaryTags(result: CocoResult | VocResult, options: SummaryTagsOptions = {}): Map<string, number> {
  const isCoco = 'summary' in result;
  const prefix = options.prefix ?? (isCoco ? 'DetectionBoxes_' : 'PascalBoxes_');
  const iou = `@${options.iouThreshold ?? 0.5}IOU`;
  const tags = new Map<string, number>();
  if (isCoco) for (const [k, key] of COCO_NUMBERS.entries()) tags.set(`${prefix}${COCO_TAGS[k] as string}`, result.summary[key]);
  else tags.set(`${prefix}Precision/mAP${iou}`, result.meanAveragePrecision);
  for (const entry of result.perClass) {
    const name = options.categories?.get(entry.classId)?.name;
    if (name === undefined) continue;
    const value = 'ap' in entry ? entry.ap : entry.averagePrecision;
    tags.set(`${prefix}PerformanceByCategory/${isCoco ? 'mAP' : `AP${iou}`}/${name}`, value);
  }
  return tags;
}
