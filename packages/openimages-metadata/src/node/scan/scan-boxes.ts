import type {Mid} from '@oid/core';
import {NOT_JUDGED} from './box-words.ts';
import type {BoxWords, ImageFilter} from './box-words.ts';
import {ByteWords} from './byte-words.ts';
import {decimal, fieldEnd, hexWord, sixDecimals} from './byte-fields.ts';
import {IdSet} from './id-set.ts';

const COMMA = 44;
const NEWLINE = 10;
const RETURN = 13;

/** The flags of a box in the order in which they are packed. */
export const FLAG_COLUMNS = ['IsOccluded', 'IsTruncated', 'IsGroupOf', 'IsDepiction', 'IsInside'] as const;

/** Which rows of a box table are wanted; plain data, so that it can be handed to threads. */
export type BoxFilter = {
  /** Every class that a row may have; a row of another is an error. */
  known: readonly Mid[];
  /** One byte a class of `known`: 1 where its rows are wanted. */
  wanted: Uint8Array;
  /** For each flag, in the order of {@link FLAG_COLUMNS}, the states wanted: bit 0 for no, bit 1 for yes, bit 2 for not judged. */
  flagStates: readonly number[];
  /** How boxes may have been made; every way when left out. */
  sources: readonly string[] | undefined;
  minConfidence: number;
  /** The memory of an {@link IdSet}: the only images wanted, and images not wanted. */
  only: SharedArrayBuffer | undefined;
  except: SharedArrayBuffer | undefined;
};

export type BoxScanner = {
  /**
   * Reads whole rows without quotes. A line end must stand at `to - 1` or at `to`, and eight more bytes may be looked at.
   *
   * @returns the number of rows, or −1 when a row is not in the plain published form: then the range must be read the long way, which
   * accepts the row or says what is wrong.
   */
  scan(bytes: Uint8Array, from: number, to: number, kept: BoxWords): number;
  /** Whether a row that was read the long way is wanted. */
  wants(high: number, low: number, classIndex: number, flags: number, source: string, confidence: number): boolean;
};

const ID = 0;
const LABEL = 1;
const COORDINATE = 2;
const FLAG = 6;
const CONFIDENCE = 11;
const SOURCE = 12;
const OTHER = 13;
const COORDINATES = ['YMin', 'XMin', 'YMax', 'XMax'];

const USUAL_COLUMNS = `ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,${FLAG_COLUMNS.join()}`;
/** Text as words of four bytes, big-endian. */
const XCLI = 0x78636c69;
const ICK = 0x69636b2c;
const ACTI = 0x61637469;
const IVEM = 0x6976656d;
const MIL = 0x6d696c2c;
const COMMA_1_COMMA = 0x2c312c;
/** Two flags that were judged, each with a comma behind. */
const TWO_FLAGS = 0x302c302c;
const FLAG_MASK = ~0x01000100;

/** A scanner for tables with these columns, in whatever order; `undefined` when a column is missing. */
export function createBoxScanner(columns: readonly string[], filter: BoxFilter, images: ImageFilter): BoxScanner | undefined {
  if (['ImageID', 'LabelName', ...COORDINATES].some((name) => !columns.includes(name))) return undefined;
  const roles = Uint8Array.from(columns, (name, at) => (columns.indexOf(name) === at ? roleOf(name) : OTHER));
  const width = roles.length;
  const classes = new ByteWords(filter.known);
  const {wanted, flagStates, minConfidence} = filter;
  const anyFlags = flagStates.every((states) => states === 7);
  const sources = filter.sources === undefined ? undefined : new ByteWords(filter.sources);
  const only = filter.only === undefined ? undefined : new IdSet(filter.only);
  const except = filter.except === undefined ? undefined : new IdSet(filter.except);

  const usual = columns.join() === USUAL_COLUMNS && sources === undefined;

  const wantsFlags = (flags: number): boolean => {
    for (let n = 0; n < 5; n += 1) if ((((flagStates[n] as number) >>> ((flags >>> (2 * n)) & 3)) & 1) === 0) return false;
    return true;
  };
  const wantsImage = (high: number, low: number): boolean =>
    (only === undefined || only.has(high, low)) && (except === undefined || !except.has(high, low));

  return {
    scan(bytes, from, to, kept) {
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      const box = new Float64Array(4);
      let rows = 0;
      // The id of the row before, as text in four words, and as two numbers.
      let [a, b, c, d] = [0, 0, 0, 0];
      let lastHigh = -1;
      let lastLow = -1;
      let at = from;
      while (at < to) {
        if (bytes[at] === NEWLINE) {
          at += 1;
          continue;
        }
        if (bytes[at] === RETURN && bytes[at + 1] === NEWLINE) {
          at += 2;
          continue;
        }
        let high = 0;
        let low = 0;
        let classIndex = 0;
        let confidence = 1;
        let flags = NOT_JUDGED;
        let fromSource = true;
        // The rows of V4 in their usual form, field after field; any other row is read column by column below.
        let column = 0;
        if (usual) {
          const [w0, w1, w2, w3] = [view.getInt32(at), view.getInt32(at + 4), view.getInt32(at + 8), view.getInt32(at + 12)];
          // Tables mostly have an image's boxes side by side.
          if (w0 !== a || w1 !== b || w2 !== c || w3 !== d) {
            lastHigh = hexWord(bytes, at);
            lastLow = hexWord(bytes, at + 8);
            if (lastHigh < 0 || lastLow < 0) return -1;
            [a, b, c, d] = [w0, w1, w2, w3];
          }
          let next = at + 17;
          if (view.getInt32(next) === XCLI && view.getInt32(next + 3) === ICK) next += 7;
          else if (view.getInt32(next) === ACTI && view.getInt32(next + 6) === MIL && view.getInt32(next + 3) === IVEM) next += 10;
          const label = bytes[at + 16] === COMMA && next > at + 17 ? classes.indexOf(bytes, next) : -1;
          if (label >= 0) {
            next += classes.lengthOf(label);
            // “,1,”, four times eight bytes with commas between.
            const x0 = sixDecimals(view, next + 3);
            const x1 = x0 < 0 ? -1 : sixDecimals(view, next + 12);
            const y0 = x1 < 0 ? -1 : sixDecimals(view, next + 21);
            const y1 = y0 < 0 ? -1 : sixDecimals(view, next + 30);
            const apart =
              (bytes[next + 11] as number) === COMMA && (bytes[next + 20] as number) === COMMA && (bytes[next + 29] as number) === COMMA;
            if (y1 >= 0 && apart && view.getInt32(next) >>> 8 === COMMA_1_COMMA && bytes[next + 38] === COMMA) {
              const f0 = view.getInt32(next + 39);
              const f1 = view.getInt32(next + 43);
              const f2 = bytes[next + 47] as number;
              if ((f0 & FLAG_MASK) === TWO_FLAGS && (f1 & FLAG_MASK) === TWO_FLAGS && (f2 & 0xfe) === 48 && bytes[next + 48] === NEWLINE) {
                flags = ((f0 >>> 24) & 1) | ((f0 >>> 6) & 4) | ((f1 >>> 20) & 16) | ((f1 >>> 2) & 64) | ((f2 & 1) << 8);
                high = lastHigh;
                low = lastLow;
                classIndex = label;
                box[0] = y0 / 1_000_000;
                box[1] = x0 / 1_000_000;
                box[2] = y1 / 1_000_000;
                box[3] = x1 / 1_000_000;
                at = next + 49;
                column = width;
              }
            }
          }
        }
        for (; column < width; column += 1) {
          const role = roles[column] as number;
          if (role >= COORDINATE && role < FLAG) {
            const millionths = sixDecimals(view, at);
            if (millionths >= 0 && (bytes[at + 8] as number) <= COMMA) {
              box[role - COORDINATE] = millionths / 1_000_000;
              at += 8;
            } else {
              const end = fieldEnd(bytes, at);
              box[role - COORDINATE] = decimal(bytes, at, end);
              at = end;
            }
          } else if (role >= FLAG && role < CONFIDENCE) {
            const byte = bytes[at] as number;
            // Not judged is there already.
            if (byte === 48 || byte === 49) {
              flags ^= (byte === 48 ? 2 : 3) << (2 * (role - FLAG));
              at += 1;
            } else if (byte === 45 && bytes[at + 1] === 49) at += 2;
          } else if (role === ID) {
            high = hexWord(bytes, at);
            low = hexWord(bytes, at + 8);
            if (high < 0 || low < 0) return -1;
            at += 16;
          } else if (role === LABEL) {
            classIndex = classes.indexOf(bytes, at);
            if (classIndex < 0) return -1;
            at += classes.lengthOf(classIndex);
          } else if (role === CONFIDENCE) {
            if (bytes[at] === 49 && bytes[at + 1] === COMMA) at += 1;
            else {
              const end = fieldEnd(bytes, at);
              confidence = decimal(bytes, at, end);
              if (!(confidence >= 0 && confidence <= 1)) return -1;
              at = end;
            }
          } else {
            if (role === SOURCE && sources !== undefined) fromSource = sources.indexOf(bytes, at) >= 0;
            at = fieldEnd(bytes, at);
          }
          // Whatever a field's reader left unread is not in the plain form.
          if (column < width - 1) {
            if (bytes[at] !== COMMA) return -1;
          } else {
            if (bytes[at] === RETURN) at += 1;
            if (bytes[at] !== NEWLINE) return -1;
          }
          at += 1;
        }
        rows += 1;
        const top = box[0] as number;
        const left = box[1] as number;
        const bottom = box[2] as number;
        const right = box[3] as number;
        // NaN fails too.
        if (!(top >= 0 && top <= bottom && bottom <= 1 && left >= 0 && left <= right && right <= 1)) return -1;
        if (wanted[classIndex] === 0 || !fromSource || confidence < minConfidence) continue;
        if ((!anyFlags && !wantsFlags(flags)) || !wantsImage(high, low)) continue;
        images.add(high, low);
        kept.push(high, low, top, left, bottom, right, classIndex, flags);
      }
      return rows;
    },
    wants: (high, low, classIndex, flags, source, confidence) =>
      wanted[classIndex] === 1 &&
      confidence >= minConfidence &&
      wantsImage(high, low) &&
      (filter.sources === undefined || !columns.includes('Source') || filter.sources.includes(source)) &&
      wantsFlags(flags),
  };
}

function roleOf(name: string): number {
  if (name === 'ImageID') return ID;
  if (name === 'LabelName') return LABEL;
  if (name === 'Confidence') return CONFIDENCE;
  if (name === 'Source') return SOURCE;
  if (COORDINATES.includes(name)) return COORDINATE + COORDINATES.indexOf(name);
  const flag = (FLAG_COLUMNS as readonly string[]).indexOf(name);
  return flag === -1 ? OTHER : FLAG + flag;
}
