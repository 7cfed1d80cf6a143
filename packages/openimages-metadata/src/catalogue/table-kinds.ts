/** What a table holds. A release has at most one table of a kind in a split, except where it is published in parts. */
export type TableKind = (typeof TABLE_KINDS)[number];

/** Every kind of table. */
export const TABLE_KINDS = [
  // Classes.
  'class-descriptions',
  'boxable-class-descriptions',
  'segmentable-class-descriptions',
  'relationship-class-descriptions',
  'attribute-descriptions',
  'relationship-names',
  'class-ids',
  'trainable-class-ids',
  'boxable-class-ids',
  'boxable-trainable-class-ids',
  'segmentable-class-ids',
  'part-and-mammal-class-ids',
  'hierarchy',
  'segmentable-hierarchy',
  // Images.
  'images',
  'images-without-rotation',
  'labelled-images',
  'all-images',
  'part-and-mammal-image-ids',
  'validation-image-ids',
  // Boxes.
  'boxes',
  'segmentation-boxes',
  'relationship-boxes',
  // Image-level labels.
  'human-labels',
  'boxable-human-labels',
  'machine-labels',
  'segmentation-labels',
  'relationship-labels',
  // The rest.
  'relationships',
  'relationship-triplets',
  'segmentations',
  'masks',
  'points',
  'narratives',
  'captions',
] as const;
