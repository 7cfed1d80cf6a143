import {readFileSync} from 'node:fs';

type Glyphs = {
  unitsPerEm: number;
  ascender: number;
  descender: number;
  capHeight: number;
  advances: Readonly<Record<string, number>>;
  kerning: Readonly<Record<string, number>>;
  paths: Readonly<Record<string, string>>;
};

/** Drawn for a character that the shipped letters lack: an empty box. */
const MISSING = {advance: 700, path: 'M90 0V-745H610V0ZM170 -80H530V-665H170Z'} as const;

let loaded: Glyphs | undefined;

/** The letters of Inter SemiBold (`assets/`, SIL OFL 1.1) as outlines, so that a machine without fonts letters pictures like any other. */
function glyphs(): Glyphs {
  loaded ??= JSON.parse(readFileSync(new URL('../assets/inter-semibold.json', import.meta.url), 'utf8')) as Glyphs;
  return loaded;
}

/** Height of a capital letter at `fontSize`, in the same unit. */
export function capHeight(fontSize: number): number {
  return (glyphs().capHeight * fontSize) / glyphs().unitsPerEm;
}

/** Width of `text` on one line at `fontSize`, in the same unit; 0 for the empty text. */
export function measureText(text: string, fontSize: number): number {
  return (layOut(text).width * fontSize) / glyphs().unitsPerEm;
}

/**
 * `text` on one line as SVG `<path>` elements, its base line starting at (x, y).
 *
 * Covers Latin, Greek and Cyrillic letters and common punctuation; anything else is drawn as an empty box, a control character as a space.
 */
export function textToSvg(text: string, placed: {x: number; y: number; fontSize: number; fill: string}): string {
  const scale = placed.fontSize / glyphs().unitsPerEm;
  return layOut(text)
    .letters.filter(({path}) => path !== '')
    .map(({path, x}) => {
      const place = `translate(${round(placed.x + x * scale)} ${round(placed.y)}) scale(${round(scale)})`;
      return `<path transform="${place}" fill="${placed.fill}" fill-rule="nonzero" d="${path}"/>`;
    })
    .join('');
}

/** `text`, or its longest start that fits into `maxWidth` with an ellipsis behind it; empty if not even the ellipsis fits. */
export function fitText(text: string, fontSize: number, maxWidth: number): string {
  if (measureText(text, fontSize) <= maxWidth) return text;
  const letters = Array.from(text);
  for (let kept = letters.length - 1; kept >= 0; kept -= 1) {
    const shortened = `${letters.slice(0, kept).join('').trimEnd()}…`;
    if (measureText(shortened, fontSize) <= maxWidth) return shortened;
  }
  return '';
}

function layOut(text: string): {letters: {path: string; x: number}[]; width: number} {
  const {advances, kerning, paths} = glyphs();
  const letters: {path: string; x: number}[] = [];
  let x = 0;
  let previous = '';
  for (const written of text.normalize('NFC')) {
    const letter = /\p{Cc}/u.test(written) ? ' ' : written;
    x += kerning[previous + letter] ?? 0;
    letters.push({path: paths[letter] ?? MISSING.path, x});
    x += advances[letter] ?? MISSING.advance;
    previous = letter;
  }
  return {letters, width: x};
}

function round(value: number): number {
  return Number(value.toFixed(4));
}
