/** One class. */
export type LabelMapItem = {
  /** 1 or more; 0 only for the item named `background`. */
  id: number;
  /** What records carry in `image/object/class/text`: a class name, or in Open Images' own maps the MID. */
  name: string;
  /** What people read; `name` serves where it is absent. */
  displayName?: string | undefined;
};

/** The classes that a model tells apart, `StringIntLabelMap` of the Object Detection API. Ids and names are unique. */
export type LabelMap = {items: readonly LabelMapItem[]};
