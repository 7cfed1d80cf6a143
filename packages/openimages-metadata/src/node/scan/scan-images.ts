import type {ImageFilter} from './box-words.ts';
import {hexWord} from './byte-fields.ts';

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;

/** Where the wanted records of a range lie in its bytes, and their ids. */
export class ImagePlaces {
  length = 0;
  /** Four numbers a record: the id's two words, first byte, offset past the last byte (line end left out). */
  numbers: Float64Array = new Float64Array(4 * 1024);

  push(high: number, low: number, from: number, to: number): void {
    const at = this.length * 4;
    if (at === this.numbers.length) {
      const larger = new Float64Array(this.numbers.length * 2);
      larger.set(this.numbers);
      this.numbers = larger;
    }
    const {numbers} = this;
    numbers[at] = high;
    numbers[at + 1] = low;
    numbers[at + 2] = from;
    numbers[at + 3] = to;
    this.length += 1;
  }
}

export type ImageScanner = {
  /**
   * Reads records, quoted or not, from `from` until one begins at or past `until`.
   *
   * @param to - end of the bytes; a line end must stand at `to - 1` or at `to`.
   * @returns the number of records and where the next begins, −1 when a record runs past `to`, −2 when one is not in the plain published form.
   */
  scan(bytes: Uint8Array, from: number, until: number, to: number, kept: ImagePlaces): {rows: number; end: number};
};

const ID = 0;
const SIZE = 1;
const MD5 = 2;
const ROTATION = 3;
const TEXT = 4;
const ROLES: Readonly<Record<string, number>> = {ImageID: ID, OriginalSize: SIZE, OriginalMD5: MD5, Rotation: ROTATION};

/** A scanner for image tables with these columns, in whatever order; `undefined` when the id's is missing. */
export function createImageScanner(columns: readonly string[], images: ImageFilter): ImageScanner | undefined {
  if (!columns.includes('ImageID')) return undefined;
  const roles = Uint8Array.from(columns, (name, at) => (columns.indexOf(name) === at ? (ROLES[name] ?? TEXT) : TEXT));
  const width = roles.length;
  return {
    scan(bytes, from, until, to, kept) {
      let rows = 0;
      let at = from;
      while (at < until && at < to) {
        if (bytes[at] === NEWLINE) {
          at += 1;
          continue;
        }
        if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) {
          at += 2;
          continue;
        }
        const start = at;
        let high = 0;
        let low = 0;
        for (let column = 0; column < width; column += 1) {
          const role = roles[column] as number;
          const field = at;
          if (bytes[at] === QUOTE) {
            for (at += 1; ; at += 1) {
              while (at < to && (bytes[at] as number) !== QUOTE) at += 1;
              if (at >= to) return {rows, end: -1};
              if (bytes[at + 1] !== QUOTE || at + 1 >= to) break;
              at += 1;
            }
            at += 1;
            // Only text is ever quoted.
            if (role !== TEXT) return {rows, end: -2};
          } else {
            let byte = bytes[at] as number;
            // Most bytes of a field lie above the comma in ASCII.
            while (byte > COMMA || (byte !== COMMA && byte !== NEWLINE && byte !== QUOTE)) {
              at += 1;
              byte = bytes[at] as number;
            }
            if (byte === QUOTE) return {rows, end: -2};
            if (byte === NEWLINE && column === width - 1 && at > field && bytes[at - 1] === RETURN) at -= 1;
            if (role !== TEXT) {
              if (role === ID) {
                high = hexWord(bytes, field);
                low = hexWord(bytes, field + 8);
                if (at !== field + 16 || high < 0 || low < 0) return {rows, end: -2};
              } else if (at > field && !isPlain(role, bytes, field, at)) return {rows, end: at >= to ? -1 : -2};
            }
          }
          if (column < width - 1) {
            if (bytes[at] !== COMMA) return {rows, end: at >= to ? -1 : -2};
            at += 1;
          }
        }
        const end = at;
        if (bytes[at] === RETURN) at += 1;
        if (bytes[at] !== NEWLINE) return {rows, end: at >= to ? -1 : -2};
        if (at >= to) return {rows, end: -1};
        at += 1;
        rows += 1;
        if (images.mayHave(high, low)) kept.push(high, low, start, end);
      }
      return {rows, end: at};
    },
  };
}

/** Whether a field has the form in which the row parser takes it. */
function isPlain(role: number, bytes: Uint8Array, from: number, to: number): boolean {
  if (role === MD5) {
    for (let at = from; at < to - 2; at += 1) if (BASE64[bytes[at] as number] === 0) return false;
    // The last digit stands for two bits of the sixteenth byte, and four that are zero.
    return to - from === 24 && bytes[to - 2] === 61 && bytes[to - 1] === 61 && BASE64[bytes[to - 3] as number] === 2;
  }
  if (role === SIZE) {
    for (let at = from; at < to; at += 1) if ((bytes[at] as number) < 48 || (bytes[at] as number) > 57) return false;
    return to - from <= 15;
  }
  if (to - from === 3 && bytes[from] === 48 && bytes[from + 1] === 46 && bytes[from + 2] === 48) return true;
  return to - from <= 8 && /^(?:0|90|180|270)(?:\.0+)?$/.test(String.fromCharCode(...bytes.subarray(from, to)));
}

const BASE64 = new Uint8Array(256);
for (const letter of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')
  BASE64[letter.charCodeAt(0)] = 'AQgw'.includes(letter) ? 2 : 1;
