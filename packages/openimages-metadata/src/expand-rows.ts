import type {Mid} from '@oid/core';
import type {Hierarchy} from './hierarchy.ts';

export type ExpandRowsOptions = {
  /**
   * What to do with a row whose class the hierarchy lacks, as most image-level classes are: refuse it, pass it on as it is, or leave it out.
   * @default 'throw'
   */
  outside?: 'throw' | 'keep' | 'drop';
};

/**
 * Prepares boxes, or any rows that say “this class is here”, for the Open Images Challenge's evaluation: each row is followed by a copy for every
 * class above its own, as a box of a limousine is one of a car and of a vehicle too. Only subcategories count; the root is left out.
 *
 * @throws UnknownClassError for a class outside the hierarchy, unless `outside` says otherwise.
 * @see TensorFlow Object Detection API, `oid_hierarchical_labels_expansion`, annotation type 1.
 */
export async function* expandBoxRows<Row extends {labelName: Mid}>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  hierarchy: Hierarchy,
  options: ExpandRowsOptions = {},
): AsyncGenerator<Row> {
  const related = remember((mid) => hierarchy.ancestors(mid));
  for await (const row of rows) yield* repeat(row, hierarchy, related, options);
}

/**
 * The same for image-level labels: a label that is present (confidence above 0) goes up to every class above its own, one that was verified to be
 * absent (0) goes down to every class below. A class that several labels of an image lead to comes out several times, as in the reference.
 *
 * @throws UnknownClassError for a class outside the hierarchy, unless `outside` says otherwise.
 * @see TensorFlow Object Detection API, `oid_hierarchical_labels_expansion`, annotation type 2.
 */
export async function* expandImageLabelRows<Row extends {labelName: Mid; confidence: number}>(
  rows: AsyncIterable<Row> | Iterable<Row>,
  hierarchy: Hierarchy,
  options: ExpandRowsOptions = {},
): AsyncGenerator<Row> {
  const above = remember((mid) => hierarchy.ancestors(mid));
  const below = remember((mid) => hierarchy.descendants(mid));
  for await (const row of rows) yield* repeat(row, hierarchy, row.confidence > 0 ? above : below, options);
}

function* repeat<Row extends {labelName: Mid}>(
  row: Row,
  hierarchy: Hierarchy,
  related: (mid: Mid) => readonly Mid[],
  {outside = 'throw'}: ExpandRowsOptions,
): Generator<Row> {
  const known = hierarchy.has(row.labelName);
  if (known || outside !== 'drop') yield row;
  if (!known && outside !== 'throw') return;
  for (const labelName of related(row.labelName)) yield {...row, labelName};
}

/** Millions of rows, some hundred classes. */
function remember(work: (mid: Mid) => readonly Mid[]): (mid: Mid) => readonly Mid[] {
  const known = new Map<Mid, readonly Mid[]>();
  return (mid) => {
    const found = known.get(mid) ?? work(mid);
    known.set(mid, found);
    return found;
  };
}
