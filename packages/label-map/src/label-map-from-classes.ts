import {checkItems} from './check-items.ts';
import type {LabelMap, LabelMapItem} from './label-map.ts';

/**
 * Makes a label map of Open Images classes: ids from 1 in the order given, `name` the MID, `displayName` the text, as the Object Detection
 * API's own `oid_bbox_trainable_label_map.pbtxt`.
 *
 * @param classes - none gives an empty map. Texts may collide, MIDs may not.
 * @throws {@link LabelMapError} for a MID that is empty or occurs twice.
 */
export function labelMapFromClasses(classes: readonly {mid: string; name: string}[]): LabelMap {
  return checked(classes.map(({mid, name}, index) => ({id: index + 1, name: mid, displayName: name})));
}

/**
 * Makes a label map of names alone, ids from 1 in the order given, such as a translated list of trainable classes.
 *
 * @param names - none gives an empty map.
 * @throws {@link LabelMapError} for a name that is empty or occurs twice: two classes of Open Images may share one, their MIDs never.
 */
export function labelMapFromNames(names: readonly string[]): LabelMap {
  return checked(names.map((name, index) => ({id: index + 1, name})));
}

function checked(items: readonly LabelMapItem[]): LabelMap {
  checkItems(items, {source: 'classes', mode: 'strict'});
  return {items};
}
