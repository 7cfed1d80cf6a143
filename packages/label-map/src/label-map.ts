/** One class. */
export type LabelMapItem = {
  /** 1 or more; 0 only for the item named `background`. */
  id: number;
  /** What records carry in `image/object/class/text`: a class name, or in Open Images' own maps the MID. */
  name: string;
  /** What people read; `name` serves where it is absent. */
  displayName?: string | undefined;
  /** Key points of the class, in the order of `image/object/keypoint`. */
  keypoints?: readonly {id: number; label: string}[] | undefined;
  /** Ids of the classes above this one; with {@link descendantIds}, for evaluation in a hierarchy. */
  ancestorIds?: readonly number[] | undefined;
  descendantIds?: readonly number[] | undefined;
  /** LVIS: how often the class occurs. */
  frequency?: 'UNSPECIFIED' | 'FREQUENT' | 'COMMON' | 'RARE' | undefined;
  /** LVIS: objects in the training set. */
  instanceCount?: number | undefined;
};

/** The classes that a model tells apart, `StringIntLabelMap` of the Object Detection API. */
export type LabelMap = {items: readonly LabelMapItem[]};
