const DIGIT_BITS = 11;
const RADIX = 1 << DIGIT_BITS;
const PASSES = 3;

/** Keys in ascending order, and what belonged to each. Equal keys keep their order. */
export type SortedKeys = {keys: Uint32Array; ids: Uint32Array};

/** Least-significant-digit radix sort; the arrays given may be returned or used as room, and are lost to the caller. */
export function sortKeys(keys: Uint32Array, ids: Uint32Array): SortedKeys {
  const count = keys.length;
  const starts = new Uint32Array(PASSES * RADIX);
  for (let i = 0; i < count; i++) {
    const key = keys[i] as number;
    const low = key & (RADIX - 1);
    const middle = RADIX + ((key >>> DIGIT_BITS) & (RADIX - 1));
    const high = 2 * RADIX + (key >>> (2 * DIGIT_BITS));
    starts[low] = (starts[low] as number) + 1;
    starts[middle] = (starts[middle] as number) + 1;
    starts[high] = (starts[high] as number) + 1;
  }
  let from: SortedKeys = {keys, ids};
  let to: SortedKeys | undefined;
  for (let pass = 0; pass < PASSES; pass++) {
    const shift = pass * DIGIT_BITS;
    const positions = starts.subarray(pass * RADIX, (pass + 1) * RADIX);
    // Where all keys share a digit there is nothing to move.
    const first = from.keys[0] ?? 0;
    if (positions[(first >>> shift) & (RADIX - 1)] === count) continue;
    for (let digit = 0, sum = 0; digit < RADIX; digit++) {
      const size = positions[digit] as number;
      positions[digit] = sum;
      sum += size;
    }
    to ??= {keys: new Uint32Array(count), ids: new Uint32Array(count)};
    scatter(from, to, positions, shift);
    [from, to] = [to, from];
  }
  return from;
}

function scatter(from: SortedKeys, to: SortedKeys, positions: Uint32Array, shift: number): void {
  const {keys, ids} = from;
  const {keys: sortedKeys, ids: sortedIds} = to;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as number;
    const digit = (key >>> shift) & (RADIX - 1);
    const position = positions[digit] as number;
    positions[digit] = position + 1;
    sortedKeys[position] = key;
    sortedIds[position] = ids[i] as number;
  }
}

/** Puts the ids of equal neighbouring keys in ascending order. */
export function orderTies({keys, ids}: SortedKeys): void {
  for (let start = 0, end = 1; end <= keys.length; end++) {
    if (end < keys.length && keys[end] === keys[start]) continue;
    if (end - start > 1) ids.subarray(start, end).sort();
    start = end;
  }
}
