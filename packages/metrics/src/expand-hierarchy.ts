import type {GroundTruth} from '@oid/core';

/** Classes verified on one image. */
export type ImageLabels = {
  /** Class ids found present. */
  present: Int32Array;
  /** Class ids found absent. */
  absent: Int32Array;
};

/**
 * The boxes of one image with each repeated for every ancestor of its class: a box of a limousine is one of a car and of a vehicle too. Every
 * box is followed by its repetitions, in the order of `ancestorsOf`, each ancestor once; flags are repeated with the box.
 *
 * @param ancestorsOf - class ids above a class, without the class itself and without the root; none for a class at the top.
 * @returns new columns.
 * @see TensorFlow Object Detection API, `oid_hierarchical_labels_expansion`.
 */
export function expandGroundTruth(groundTruth: GroundTruth, ancestorsOf: (classId: number) => Iterable<number>): GroundTruth {
  const rows: number[] = [];
  const classes: number[] = [];
  for (const [row, classId] of groundTruth.classes.entries()) {
    for (const id of new Set([classId, ...ancestorsOf(classId)])) {
      rows.push(row);
      classes.push(id);
    }
  }
  const repeat = (flags: Uint8Array | undefined): Uint8Array | undefined =>
    flags === undefined ? undefined : Uint8Array.from(rows, (row) => flags[row] as number);
  return {
    boxes: Float32Array.from(rows.flatMap((row) => [...groundTruth.boxes.subarray(4 * row, 4 * row + 4)])),
    classes: Int32Array.from(classes),
    groupOf: repeat(groundTruth.groupOf),
    difficult: repeat(groundTruth.difficult),
  };
}

/**
 * The verified labels of one image, expanded: what is present is present with all its ancestors, what is absent is absent with all its
 * descendants. Every class once, the given ones first as they stand.
 *
 * @param hierarchy - `ancestorsOf` and `descendantsOf`: class ids above and below a class, without the class itself and the root.
 * @see TensorFlow Object Detection API, `oid_hierarchical_labels_expansion`.
 */
export function expandImageLabels(
  labels: ImageLabels,
  hierarchy: {ancestorsOf: (classId: number) => Iterable<number>; descendantsOf: (classId: number) => Iterable<number>},
): ImageLabels {
  const expand = (classes: Int32Array, related: (classId: number) => Iterable<number>): Int32Array =>
    Int32Array.from(new Set([...classes, ...[...classes].flatMap((classId) => [...related(classId)])]));
  return {present: expand(labels.present, hierarchy.ancestorsOf), absent: expand(labels.absent, hierarchy.descendantsOf)};
}
