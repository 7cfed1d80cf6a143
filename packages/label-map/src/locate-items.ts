/** Where an item of a label map lies in its text. */
export type ItemPlace = {
  /** From the item's opening brace to just after its closing one. */
  start: number;
  end: number;
  /** Line of the word `item`, or of the brace in a list; from 1. */
  line: number;
};

const TOKEN = /#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[{<]|[}>]|[A-Za-z_]+|\n/g;

/**
 * Finds the items of a label map in text format, for messages: the parser says what an item holds, and not where it stood. Comments and
 * quoted texts are passed over. An item that is not closed ends with the text.
 */
export function locateItems(text: string): ItemPlace[] {
  const places: ItemPlace[] = [];
  let line = 1;
  let depth = 0;
  let start = 0;
  let wordLine: number | undefined;
  let itemLine = 1;
  for (const {0: token, index} of text.matchAll(TOKEN)) {
    if (token === '\n') {
      line += 1;
    } else if (token === '{' || token === '<') {
      if (depth === 0) {
        start = index;
        itemLine = wordLine ?? line;
        wordLine = undefined;
      }
      depth += 1;
    } else if (token === '}' || token === '>') {
      depth -= 1;
      if (depth === 0) places.push({start, end: index + 1, line: itemLine});
    } else if (depth === 0 && /^[A-Za-z_]/.test(token)) {
      wordLine = line;
    }
  }
  if (depth > 0) places.push({start, end: text.length, line: itemLine});
  return places;
}
