/** Below this, moving rows one by one beats counting digits. */
const FEW = 48;
/** Three digits in each half of a float64: 11, 11 and 10 bits. */
const DIGIT = 2048;
const SHIFTS = [0, 11, 22] as const;

/**
 * The rows of a column of scores, highest first; equal scores keep their order. Takes time in proportion to the number of rows.
 *
 * @param scores - `[N]`, finite. -0 equals 0.
 * @returns `[N]`, row numbers. N = 0 gives length 0.
 */
export function orderByScore(scores: Float32Array | Float64Array): Uint32Array {
  const count = scores.length;
  const order = new Uint32Array(count);
  let sorted = true;
  for (let i = 0; i < count; i++) {
    order[i] = i;
    if (i > 0 && (scores[i - 1] as number) < (scores[i] as number)) sorted = false;
  }
  if (sorted) return order;
  return count < FEW ? insert(scores, order) : countDigits(scores, order);
}

function insert(scores: Float32Array | Float64Array, order: Uint32Array): Uint32Array {
  for (let i = 1; i < order.length; i++) {
    const row = order[i] as number;
    const score = scores[row] as number;
    let place = i;
    for (; place > 0 && (scores[order[place - 1] as number] as number) < score; place--) order[place] = order[place - 1] as number;
    order[place] = row;
  }
  return order;
}

/** Least significant digit first over keys that ascend as scores descend: the bits of a float64, all flipped but the sign of a positive one. */
function countDigits(scores: Float32Array | Float64Array, start: Uint32Array): Uint32Array {
  const count = scores.length;
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = (scores[i] as number) + 0;
  const words = new Uint32Array(values.buffer);
  const [low, high] = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1 ? [0, 1] : [1, 0];
  const keys = [new Uint32Array(count), new Uint32Array(count)] as const;
  const counts = SHIFTS.flatMap(() => [new Uint32Array(DIGIT), new Uint32Array(DIGIT)]);
  for (let i = 0; i < count; i++) {
    const negative = (words[2 * i + high] as number) >>> 31 === 1;
    const lowKey = (negative ? (words[2 * i + low] as number) : ~(words[2 * i + low] as number)) >>> 0;
    const highKey = (negative ? (words[2 * i + high] as number) : ~(words[2 * i + high] as number) ^ 0x80000000) >>> 0;
    keys[0][i] = lowKey;
    keys[1][i] = highKey;
    for (let digit = 0; digit < 3; digit++) {
      const shift = 11 * digit;
      ((counts[2 * digit] as Uint32Array)[(lowKey >>> shift) & (DIGIT - 1)] as number)++;
      ((counts[2 * digit + 1] as Uint32Array)[(highKey >>> shift) & (DIGIT - 1)] as number)++;
    }
  }
  let from: Uint32Array = start;
  let to: Uint32Array = new Uint32Array(count);
  for (const [half, key] of keys.entries()) {
    for (const [digit, shift] of SHIFTS.entries()) {
      const places = counts[2 * digit + half] as Uint32Array;
      if ((places[((key[0] as number) >>> shift) & (DIGIT - 1)] as number) === count) continue;
      for (let value = 0, next = 0; value < DIGIT; value++) {
        const size = places[value] as number;
        places[value] = next;
        next += size;
      }
      for (let i = 0; i < count; i++) {
        const row = from[i] as number;
        to[(places[((key[row] as number) >>> shift) & (DIGIT - 1)] as number)++] = row;
      }
      [from, to] = [to, from];
    }
  }
  return from;
}

/** Sorts rows in place by their scores, highest first; equal scores keep their order. Made for the few rows of one class in one image. */
export function sortRowsByScore(rows: Uint32Array, scores: Float32Array | Float64Array): void {
  if (rows.length < FEW) {
    insert(scores, rows);
    return;
  }
  const own = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) own[i] = scores[rows[i] as number] as number;
  const order = orderByScore(own);
  rows.set(order.map((place) => rows[place] as number));
}
