/**
 * Rows of each image's part of `values`, one after another; zeros where an index is below 0.
 *
 * @param values - `[batch, rows, width]`.
 * @param indices - for each image, as many rows.
 * @returns `[batch, indices, width]`.
 */
export function gatherPadded(values: Float32Array, batch: number, width: number, indices: readonly Int32Array[]): Float32Array {
  const perImage = values.length / Math.max(1, batch);
  const count = indices[0]?.length ?? 0;
  const gathered = new Float32Array(batch * count * width);
  for (const [image, rows] of indices.entries()) {
    for (const [k, row] of rows.entries()) {
      if (row < 0) continue;
      const from = image * perImage + row * width;
      gathered.set(values.subarray(from, from + width), (image * count + k) * width);
    }
  }
  return gathered;
}
