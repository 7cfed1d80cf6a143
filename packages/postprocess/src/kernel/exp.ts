/** `Math.exp` may differ between engines by the last bit; sums, products and this table do not. 2^-1074 to 2^1023. */
const POWERS_OF_TWO: Float64Array = powersOfTwo();
const SMALLEST_POWER = -1074;
const LN2_HIGH = 0.69314718036912381649; // its low 32 bits are zero, so that k * LN2_HIGH is exact
const LN2_LOW = 1.90821492927058770002e-10;

/**
 * e^x to 1e-14, from operations that IEEE 754 fixes alone: the same bits on every engine. NaN gives NaN; large x Infinity, small x 0.
 */
export function exp(x: number): number {
  if (!(x < 709.8)) return x > 0 ? Infinity : x;
  if (x < -744.4) return 0;
  const k = Math.floor(x * Math.LOG2E + 0.5);
  const r = x - k * LN2_HIGH - k * LN2_LOW; // |r| <= ln(2) / 2
  const r2 = r * r;
  const r4 = r2 * r2;
  // Taylor to r^11, in pairs that a processor computes side by side.
  const low = 1 + r + r2 * (1 / 2 + r / 6);
  const middle = 1 / 24 + r / 120 + r2 * (1 / 720 + r / 5040);
  const high = 1 / 40320 + r / 362880 + r2 * (1 / 3628800 + r / 39916800);
  const mantissa = low + r4 * (middle + r4 * high);
  return k > 1023
    ? mantissa * 2 * (POWERS_OF_TWO[1023 - SMALLEST_POWER] as number)
    : mantissa * (POWERS_OF_TWO[k - SMALLEST_POWER] as number);
}

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(1023 - -1074 + 1);
  for (let k = 0, power = 1; k <= 1023; k++, power *= 2) powers[k + 1074] = power;
  for (let k = -1, power = 0.5; k >= -1074; k--, power /= 2) powers[k + 1074] = power;
  return powers;
}
