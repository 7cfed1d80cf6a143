import textformat from 'protobufjs/ext/textformat.js';
import {checkItems} from './check-items.ts';
import {LabelMapError} from './errors/label-map-error.ts';
import type {LabelMap} from './label-map.ts';
import {locateItems} from './locate-items.ts';
import type {ItemPlace} from './locate-items.ts';
import {LABEL_MAP_TYPE} from './schema.ts';
import type {RawLabelMap} from './schema.ts';

/** Options of {@link parseLabelMap}. */
export type ParseLabelMapOptions = {
  /** The file's name, for messages. @default 'label map' */
  source?: string | undefined;
};

/**
 * Reads a label map in protobuf text format, the usual `label_map.pbtxt`. Comments are allowed, order is kept, and fields of later revisions
 * (key points, frequency, ancestors) are read past. Stricter than the Object Detection API, which keeps one of two items that share an id
 * or a name: that is an error here.
 *
 * @param text - no items at all is an empty map.
 * @throws {@link LabelMapError}, which names file and line.
 * @see TensorFlow Object Detection API, `string_int_label_map.proto` and `label_map_util.py`.
 */
export function parseLabelMap(text: string, options: ParseLabelMapOptions = {}): LabelMap {
  const source = options.source ?? 'label map';
  const places = locateItems(text);
  const raw = parseText(text, source, places).item ?? [];
  const items = raw.map(({id, name, display_name: displayName}, item) => {
    if (id === undefined) {
      const message = `item ${JSON.stringify(name ?? '')} has no id. Add a line such as id: ${item + 1}.`;
      throw new LabelMapError({source, problem: 'invalid-id', line: places[item]?.line, item, message});
    }
    return {id, name: name ?? '', ...(displayName === undefined ? {} : {displayName})};
  });
  checkItems(items, {source, lines: places.map(({line}) => line)});
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
