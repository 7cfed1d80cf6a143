/**
 * What a detector found in one image, sorted by score, highest first. Row i of each column belongs together; `count` rows.
 */
export type Detections = {
  /** `[count, 4]`, `[ymin, xmin, ymax, xmax]`, normalised. */
  boxes: Float32Array;
  /** `[count]`, in [0, 1]. */
  scores: Float32Array;
  /** `[count]`, label-map ids, from 1. */
  classes: Int32Array;
  count: number;
};

/** What people drew on one image. */
export type GroundTruth = {
  /** `[M, 4]`, `[ymin, xmin, ymax, xmax]`, normalised. */
  boxes: Float32Array;
  /** `[M]`, label-map ids, from 1. */
  classes: Int32Array;
  /** `[M]`, 1 where one box covers a group of instances; absent means none does. */
  groupOf?: Uint8Array | undefined;
  /** `[M]`, 1 where the box is left out of PASCAL evaluation; absent means none is. */
  difficult?: Uint8Array | undefined;
};
