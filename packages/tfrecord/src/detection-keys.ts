import type {ImageSize} from '@oid/core';

/** Keys of a detection record, as the Object Detection API spells them. The first thirteen are always written, the others when given. */
export const DETECTION_KEYS = {
  height: 'image/height',
  width: 'image/width',
  sha256: 'image/key/sha256',
  filename: 'image/filename',
  sourceId: 'image/source_id',
  encoded: 'image/encoded',
  format: 'image/format',
  xmin: 'image/object/bbox/xmin',
  xmax: 'image/object/bbox/xmax',
  ymin: 'image/object/bbox/ymin',
  ymax: 'image/object/bbox/ymax',
  text: 'image/object/class/text',
  label: 'image/object/class/label',
  groupOf: 'image/object/group_of',
  isCrowd: 'image/object/is_crowd',
  difficult: 'image/object/difficult',
  truncated: 'image/object/truncated',
  occluded: 'image/object/occluded',
  depiction: 'image/object/depiction',
  areas: 'image/object/area',
  weights: 'image/object/weight',
  views: 'image/object/view',
  synsets: 'image/object/class/synset',
  masks: 'image/object/mask',
  keypointY: 'image/object/keypoint/y',
  keypointX: 'image/object/keypoint/x',
  multiclassScores: 'image/object/class/multiclass_scores',
  imageText: 'image/class/text',
  imageLabel: 'image/class/label',
  channels: 'image/channels',
  colorspace: 'image/colorspace',
  additionalChannels: 'image/additional_channels/encoded',
  detectionYmin: 'image/detection/bbox/ymin',
  detectionXmin: 'image/detection/bbox/xmin',
  detectionYmax: 'image/detection/bbox/ymax',
  detectionXmax: 'image/detection/bbox/xmax',
  detectionLabel: 'image/detection/label',
  detectionScore: 'image/detection/score',
} as const;

/** Flags of boxes, 0 or 1. */
export const FLAGS = ['groupOf', 'isCrowd', 'difficult', 'truncated', 'occluded', 'depiction'] as const;
/** Numbers of boxes. */
export const NUMBERS = ['areas', 'weights'] as const;
/** Texts of boxes. */
export const TEXTS = ['views', 'synsets'] as const;
/** The order of a box's corners in `boxes`. */
export const SIDES = ['ymin', 'xmin', 'ymax', 'xmax'] as const;

/** A picture with its N boxes, as it goes into and comes out of a training record. */
export type DetectionExample = {
  /** The picture's file, JPEG or PNG. Not decoded here. */
  encoded: Uint8Array;
  format: 'jpeg' | 'png';
  filename: string;
  sourceId: string;
  /** SHA-256 of `encoded`, 64 lower-case hex digits; `''` only where a file read has none. */
  sha256: string;
  /** Of the picture in `encoded`, in pixels. */
  size: ImageSize;
  /** `[N, 4]`, `[ymin, xmin, ymax, xmax]`, normalized to [0, 1]. */
  boxes: Float32Array;
  /** `[N]`, label-map ids, 1 or more. */
  labels: Int32Array;
  /** `[N]`, class names or MIDs; empty where a file read has none. */
  texts: readonly string[];
} & {
  /**
   * `[N]`, 1 where it holds of a box; Open Images' "not judged" is 0, see {@link recordFlags}. `groupOf`: one box for several objects;
   * `isCrowd`: COCO's word for it; `difficult`: PASCAL evaluation passes over it.
   */
  [Flag in (typeof FLAGS)[number]]?: Uint8Array | undefined;
} & {
  /** `[N]`, pixels, 0 or more: COCO's segmentation area. */
  areas?: Float32Array | undefined;
  /** `[N]`, 0 or more: how much a box counts in the loss. */
  weights?: Float32Array | undefined;
  /** `[N]`, PASCAL's pose, such as `Frontal`. */
  views?: readonly string[] | undefined;
  /** `[N]`, WordNet ids. */
  synsets?: readonly string[] | undefined;
  /** A mask for each box: N PNG files of one channel, or float `[N, height, width]`; above 0 is the object. */
  masks?: readonly Uint8Array[] | Float32Array | undefined;
  /** `[N, K, 2]`, `[y, x]`, normalized; the same K for every box. */
  keypoints?: Float32Array | undefined;
  /** `[N, classes + 1]`, soft labels with the background first. */
  multiclassScores?: Float32Array | undefined;
  /** Classes verified for the whole picture. */
  imageLabels?: {labels: Int32Array; texts: readonly string[]} | undefined;
  /** Of the decoded picture, such as 3. */
  channels?: number | undefined;
  /** Such as `RGB`. */
  colorspace?: string | undefined;
  /** More pictures of one channel, of the same size. */
  additionalChannels?: readonly Uint8Array[] | undefined;
  /** What a detector found: D boxes `[ymin, xmin, ymax, xmax]`, scores in [0, 1] and label-map ids. */
  detections?: {boxes: Float32Array; scores: Float32Array; labels: Int32Array} | undefined;
};

/** Three-state flags as records hold them: 1 for `true`, 0 for `false` and for `undefined`, Open Images' "not judged". */
export function recordFlags(flags: readonly (boolean | undefined)[]): Uint8Array {
  return Uint8Array.from(flags, (flag) => (flag === true ? 1 : 0));
}
