/**
 * Round numbers (1, 2 or 5 times a power of ten apart) that cover [low, high] in about `wanted` intervals.
 *
 * @returns the ticks with equally many decimals, the first at or below `low`, the last (`end`) at or above `high`. `high` must exceed `low`.
 */
export function axisTicks(
  low: number,
  high: number,
  wanted: number,
  {integer = false}: {integer?: boolean} = {},
): {ticks: {value: number; label: string}[]; end: number} {
  const rough = (high - low) / wanted;
  const power = 10 ** Math.floor(Math.log10(rough));
  // A tolerance keeps 0.30000000000000004 / 0.1 from becoming the next round number.
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10;
  const distance = integer ? Math.max(1, factor * power) : factor * power;
  const decimals = Math.min(20, Math.max(0, -Math.floor(Math.log10(distance) + 1e-9)));
  const from = Math.floor(low / distance + 1e-9);
  const to = Math.ceil(high / distance - 1e-9);
  const ticks = Array.from({length: to - from + 1}, (_, index) => {
    const value = (from + index) * distance;
    return {value, label: value.toFixed(decimals)};
  });
  return {ticks, end: to * distance};
}
