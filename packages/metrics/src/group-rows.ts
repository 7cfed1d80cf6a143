/**
 * Sorts rows by a small key, keeping the order of equals.
 *
 * @param keys - of each row, from 0.
 * @param size - number of keys.
 * @param rows - the rows to sort; all, where left out.
 * @returns the rows, and where each key's rows start: key k has `rows.subarray(starts[k], starts[k + 1])`.
 */
export function groupRows(keys: ArrayLike<number>, size: number, rows?: Uint32Array): {rows: Uint32Array; starts: Uint32Array} {
  const count = rows?.length ?? keys.length;
  const starts = new Uint32Array(size + 1);
  for (let i = 0; i < count; i++) (starts[(keys[rows === undefined ? i : (rows[i] as number)] as number) + 1] as number)++;
  for (let key = 0; key < size; key++) (starts[key + 1] as number) += starts[key] as number;
  const next = starts.slice();
  const grouped = new Uint32Array(count);
  for (let i = 0; i < count; i++) {
    const row = rows === undefined ? i : (rows[i] as number);
    grouped[(next[keys[row] as number] as number)++] = row;
  }
  return {rows: grouped, starts};
}

/**
 * The rows of every class, by image and then in the order in which they were added.
 *
 * @param classes - class of each row, from 0.
 * @param images - image of each row.
 * @param ranks - place of each image.
 */
export function groupByClass(
  classes: Int32Array,
  numClasses: number,
  images: Int32Array,
  ranks: Int32Array,
): {rows: Uint32Array; starts: Uint32Array} {
  let ascending = true;
  for (let i = 1; i < images.length && ascending; i++) {
    ascending = (ranks[images[i - 1] as number] as number) <= (ranks[images[i] as number] as number);
  }
  if (ascending) return groupRows(classes, numClasses);
  const byImage = Int32Array.from(images, (image) => ranks[image] as number);
  return groupRows(classes, numClasses, groupRows(byImage, ranks.length).rows);
}
