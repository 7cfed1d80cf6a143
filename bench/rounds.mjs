/** Rounds that a median needs at least. */
const LEAST = 3;
/** After so long no further round of a work is begun. */
const BUDGET_SECONDS = 120;

/**
 * Counts rounds: `warmUps` that do not count, as 0, then 1 to `wanted`; fewer on a slow or busy machine, but at least {@link LEAST}: none is begun once
 * {@link BUDGET_SECONDS} have passed.
 *
 * @param {number} wanted
 * @param {number} [warmUps]
 * @returns {Generator<number, void, undefined>}
 */
export function* boundedRounds(wanted, warmUps = 0) {
  const end = performance.now() + 1000 * BUDGET_SECONDS;
  for (let k = 0; k < warmUps; k++) yield 0;
  for (let round = 1; round <= wanted && (round <= LEAST || performance.now() < end); round++) yield round;
}

/** @param {readonly number[]} values - at least one. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}
