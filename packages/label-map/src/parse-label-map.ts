import textformat from 'protobufjs/ext/textformat.js';
import {checkItems} from './check-items.ts';
import type {LabelMapMode} from './check-items.ts';
import {LabelMapError} from './errors/label-map-error.ts';
import type {LabelMap} from './label-map.ts';
import {locateItems} from './locate-items.ts';
import type {ItemPlace} from './locate-items.ts';
import {fromRaw} from './raw-label-map.ts';
import type {RawLabelMap} from './raw-label-map.ts';
import {LABEL_MAP_TYPE} from './schema.ts';

/** Options of {@link parseLabelMap} and {@link readLabelMap}. */
export type ParseLabelMapOptions = {
  /** The file's name, for messages. @default 'label map' */
  source?: string | undefined;
  /** Whether to refuse ambiguous maps, or only what the Object Detection API refuses. @default 'strict' */
  mode?: LabelMapMode | undefined;
};

/** Defaults of {@link ParseLabelMapOptions}. */
export const PARSE_LABEL_MAP_DEFAULTS: {readonly source: string; readonly mode: LabelMapMode} = {source: 'label map', mode: 'strict'};

/**
 * Reads a label map in protobuf text format, the usual `label_map.pbtxt`. Comments are allowed and not kept; the order is. By default stricter
 * than the Object Detection API, which keeps one of two items that share an id or a name: that is an error here, unless the mode is `lenient`.
 *
 * @param text - no items at all is an empty map.
 * @throws {@link LabelMapError}, which names file and line.
 * @see TensorFlow Object Detection API, `string_int_label_map.proto` and `label_map_util.py`.
 */
export function parseLabelMap(text: string, options: ParseLabelMapOptions = {}): LabelMap {
  const source = options.source ?? PARSE_LABEL_MAP_DEFAULTS.source;
  const mode = options.mode ?? PARSE_LABEL_MAP_DEFAULTS.mode;
  const places = locateItems(text);
  const raw = parseText(text, source, places).item ?? [];
  const items = raw.map((item, at) => {
    if (item.id === undefined && mode === 'strict') {
      const message = `item ${JSON.stringify(item.name ?? '')} has no id. Add a line such as id: ${at + 1}.`;
      throw new LabelMapError({source, problem: 'invalid-id', line: places[at]?.line, item: at, message});
    }
    return fromRaw(item);
  });
  checkItems(items, {source, lines: places.map(({line}) => line), mode});
  return {items};
}

function parseText(text: string, source: string, places: readonly ItemPlace[]): RawLabelMap {
  try {
    return textformat.fromText(LABEL_MAP_TYPE, text) as RawLabelMap;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const itsLine = /^(.*) \(line (\d+)\)$/.exec(reason);
    // The parser gives a line for some errors only; for the others, the item that fails by itself gives it.
    const line = itsLine === null ? firstThatFails(text, places)?.line : Number(itsLine[2]);
    const message = `${itsLine?.[1] ?? reason}. A label map is a list of item { name: "Person" id: 1 }.`;
    throw new LabelMapError({source, problem: 'syntax', line, message}, {cause: error});
  }
}

function firstThatFails(text: string, places: readonly ItemPlace[]): ItemPlace | undefined {
  return places.find(({start, end}) => {
    try {
      textformat.fromText(LABEL_MAP_TYPE, `item ${text.slice(start, end)}`);
      return false;
    } catch {
      return true;
    }
  });
}
