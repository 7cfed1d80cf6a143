/** Fields of a table read from its bytes, without making text of them. A field ends before a comma or a line end, which must come. */

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/** The value of a digit; 16 for what is no digit. */
const DIGIT = new Uint8Array(256).fill(16);
/** The value of a lower-case hexadecimal digit; 16 for what is none. */
const HEX = new Uint8Array(256).fill(16);
for (let value = 0; value < 16; value += 1) {
  if (value < 10) DIGIT[48 + value] = value;
  HEX[value.toString(16).charCodeAt(0)] = value;
}

/** Eight lower-case hexadecimal digits from `at`; −1 when they are anything else. */
export function hexWord(bytes: Uint8Array, at: number): number {
  const a = HEX[bytes[at] as number] as number;
  const b = HEX[bytes[at + 1] as number] as number;
  const c = HEX[bytes[at + 2] as number] as number;
  const d = HEX[bytes[at + 3] as number] as number;
  const e = HEX[bytes[at + 4] as number] as number;
  const f = HEX[bytes[at + 5] as number] as number;
  const g = HEX[bytes[at + 6] as number] as number;
  const h = HEX[bytes[at + 7] as number] as number;
  if ((a | b | c | d | e | f | g | h) > 15) return -1;
  return ((a << 28) | (b << 24) | (c << 20) | (d << 16) | (e << 12) | (f << 8) | (g << 4) | h) >>> 0;
}

/** Where the field that begins at `from` ends. */
export function fieldEnd(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at] as number; byte !== COMMA && byte !== NEWLINE; byte = bytes[at] as number) at += 1;
  return at > from && bytes[at] === NEWLINE && bytes[at - 1] === RETURN ? at - 1 : at;
}

/**
 * The six decimals of a coordinate written as V3, V4 and V6 write it, `0.560250` or `1.000000`, in millionths; −1 for any other form.
 */
export function sixDecimals(bytes: Uint8Array, at: number): number {
  const a = DIGIT[bytes[at] as number] as number;
  const b = DIGIT[bytes[at + 2] as number] as number;
  const c = DIGIT[bytes[at + 3] as number] as number;
  const d = DIGIT[bytes[at + 4] as number] as number;
  const e = DIGIT[bytes[at + 5] as number] as number;
  const f = DIGIT[bytes[at + 6] as number] as number;
  const g = DIGIT[bytes[at + 7] as number] as number;
  const after = bytes[at + 8];
  if ((a | b | c | d | e | f | g) > 15 || bytes[at + 1] !== 46 || (after !== COMMA && after !== NEWLINE)) return -1;
  return a * 1_000_000 + b * 100_000 + c * 10_000 + d * 1_000 + e * 100 + f * 10 + g;
}

const POWERS = Float64Array.from({length: 16}, (_, n) => 10 ** n);
const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The number that `Number` reads from the field, to the last bit: up to 15 digits are an integer over a power of ten, both exact, and division
 * rounds once (Clinger 1990). Signs, exponents and more digits take the long way. NaN when it is no number.
 */
export function decimal(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 16) return longDecimal(bytes, from, to);
  let digits = 0;
  let dot = -1;
  for (let at = from; at < to; at += 1) {
    const byte = bytes[at] as number;
    if (byte >= 48 && byte <= 57) digits = digits * 10 + (byte - 48);
    else if (byte === 46 && dot === -1) dot = at;
    else return longDecimal(bytes, from, to);
  }
  const count = to - from - (dot === -1 ? 0 : 1);
  if (count > 15 || count < 1) return longDecimal(bytes, from, to);
  return dot === -1 ? digits : digits / (POWERS[to - dot - 1] as number);
}

function longDecimal(bytes: Uint8Array, from: number, to: number): number {
  if (to - from > 400) return Number.NaN;
  const text = String.fromCharCode(...bytes.subarray(from, to));
  return DECIMAL.test(text) ? Number(text) : Number.NaN;
}
