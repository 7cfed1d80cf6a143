import textformat from 'protobufjs/ext/textformat.js';
import {checkItems} from './check-items.ts';
import type {LabelMapMode} from './check-items.ts';
import type {LabelMap} from './label-map.ts';
import {toRaw} from './raw-label-map.ts';
import {LABEL_MAP_TYPE} from './schema.ts';

const UTF8 = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});

/**
 * Writes a label map in protobuf text format, which {@link parseLabelMap} and TensorFlow read. Quotes, backslashes and control characters
 * are escaped; letters beyond ASCII stand as they are.
 *
 * @param map - no items gives an empty text.
 * @param options.mode - what is refused, as in {@link parseLabelMap}. Default `strict`.
 * @throws {@link LabelMapError}, which names the item, for what {@link parseLabelMap} would refuse.
 */
export function formatLabelMap(map: LabelMap, options: {mode?: LabelMapMode | undefined} = {}): string {
  checkItems(map.items, {source: 'label map', mode: options.mode ?? 'strict'});
  const text = textformat.toText(LABEL_MAP_TYPE, {item: map.items.map(toRaw)});
  return text === '' ? '' : `${unescapeLetters(text)}\n`;
}

/** The printer gives each byte beyond ASCII as an octal escape; the parsers take UTF-8, which people can read. */
function unescapeLetters(text: string): string {
  return text.replaceAll(/(?:\\[23][0-7]{2})+|\\./g, (escape) => {
    const octals = escape.match(/[23][0-7]{2}/g);
    return octals === null ? escape : UTF8.decode(Uint8Array.from(octals, (octal) => Number.parseInt(octal, 8)));
  });
}
