/** A piece of text format. */
export type Token = {
  kind: 'name' | 'number' | 'string' | 'mark' | 'end';
  /** As it stands in the text; of a string, what its bytes say in UTF-8. */
  text: string;
  /** From 1. */
  line: number;
};

const NAME = /[A-Za-z_]\w*/y;
const NUMBER = /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?[fF]?/y;
const SPACE = /(?:[ \t\v\f\r]|#[^\n]*)+/y;
const MARKS = '{}<>[]:,;-./';
const ESCAPES: Readonly<Record<string, number>> = {a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '?': 63, '\\': 92, "'": 39, '"': 34};
const ESCAPE = /\\(?:([0-7]{1,3})|[xX]([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|([abfnrtv?\\'"]))/y;

/**
 * Cuts protobuf text format into its tokens; the last is of kind `end`. Comments and white space fall away.
 *
 * @param fail - called with the line and what is wrong there; must throw.
 * @see https://protobuf.dev/reference/protobuf/textformat-spec/
 */
export function tokenize(text: string, fail: (line: number, message: string) => never): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    at += found?.length ?? 0;
    return found;
  };
  while (at < text.length) {
    const character = text[at] as string;
    if (character === '\n') {
      line += 1;
      at += 1;
    } else if (take(SPACE) === undefined) {
      if (character === '"' || character === "'") {
        const {value, end} = readString(text, at, (message) => fail(line, message));
        tokens.push({kind: 'string', text: value, line});
        at = end;
        continue;
      }
      const name = take(NAME);
      const number = name === undefined ? take(NUMBER) : undefined;
      if (number !== undefined && /[\w.]/.test(text[at] ?? ''))
        fail(line, `${number}${text[at]} is no number. Put a space after ${number}, or correct it.`);
      if (name === undefined && number === undefined) {
        if (!MARKS.includes(character))
          fail(line, `${JSON.stringify(character)} means nothing here. Remove it, or put the text in quotes.`);
        at += 1;
      }
      tokens.push({kind: name !== undefined ? 'name' : number !== undefined ? 'number' : 'mark', text: name ?? number ?? character, line});
    }
  }
  tokens.push({kind: 'end', text: 'the end of the text', line});
  return tokens;
}

function readString(text: string, start: number, fail: (message: string) => never): {value: string; end: number} {
  const quote = text[start] as string;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  let at = start + 1;
  while (text[at] !== quote) {
    const character = text.codePointAt(at);
    if (character === undefined || character === 10)
      return fail(`a string that begins with ${quote} is not closed on its line. Add ${quote}.`);
    if (character !== 92) {
      const letter = String.fromCodePoint(character);
      bytes.push(...encoder.encode(letter));
      at += letter.length;
      continue;
    }
    ESCAPE.lastIndex = at;
    const escape = ESCAPE.exec(text);
    if (escape === null) return fail(`${text.slice(at, at + 2)} is no escape. Write \\\\ for a backslash.`);
    const [all, octal, hex, short, long, letter] = escape;
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (letter !== undefined) bytes.push(ESCAPES[letter] as number);
    else bytes.push(...encoder.encode(String.fromCodePoint(Number.parseInt(short ?? (long as string), 16))));
    at += all.length;
  }
  try {
    return {value: new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(Uint8Array.from(bytes)), end: at + 1};
  } catch {
    return fail('the bytes of a string are not UTF-8. Save the file as UTF-8, or correct the escapes.');
  }
}
