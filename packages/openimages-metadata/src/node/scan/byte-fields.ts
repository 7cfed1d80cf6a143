/** Fields of a table read from its bytes, without making text of them. A field ends before a comma or a line end, which must come. */

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/** The value of a lower-case hexadecimal digit; 16 for what is none. */
const HEX = new Uint8Array(256).fill(16);
for (let value = 0; value < 16; value += 1) HEX[value.toString(16).charCodeAt(0)] = value;

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
  // Most bytes of a field lie above the comma in ASCII.
  for (let byte = bytes[at] as number; byte > COMMA || (byte !== COMMA && byte !== NEWLINE); byte = bytes[at] as number) at += 1;
  return at > from && bytes[at] === NEWLINE && bytes[at - 1] === RETURN ? at - 1 : at;
}

/**
 * A coordinate written as V3, V4 and V6 write it, `0.560250` or `1.000000`, in millionths; −1 for any other form. Four bytes at a time: a byte is a
 * digit when its high half is 3, also after adding 6. What follows the eight bytes is not looked at.
 */
export function sixDecimals(view: DataView, at: number): number {
  const a = view.getInt32(at);
  const b = view.getInt32(at + 4);
  if ((a & 0xfefff0f0) !== 0x302e3030 || ((a + 0x0606) & 0xf0f0) !== 0x3030) return -1;
  if ((b & 0xf0f0f0f0) !== 0x30303030 || ((b + 0x06060606) & 0xf0f0f0f0) !== 0x30303030) return -1;
  const pairs = Math.imul((b >>> 8) & 0x000f000f, 10) + (b & 0x000f000f);
  return ((a >>> 24) & 1) * 1_000_000 + (((a >>> 8) & 15) * 10 + (a & 15)) * 10_000 + (pairs >>> 16) * 100 + (pairs & 0xffff);
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
