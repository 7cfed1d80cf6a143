import {checkItems} from './check-items.ts';
import type {LabelMap} from './label-map.ts';

/**
 * Makes a label map of Open Images classes: ids from 1 in the order given, `name` the MID, `displayName` the text, as the Object Detection
 * API's own `oid_bbox_trainable_label_map.pbtxt`.
 *
 * @param classes - none gives an empty map. Texts may collide, MIDs may not.
 * @throws {@link LabelMapError} for a MID that is empty or occurs twice.
 */
export function labelMapFromClasses(classes: readonly {mid: string; name: string}[]): LabelMap {
  const items = classes.map(({mid, name}, index) => ({id: index + 1, name: mid, displayName: name}));
  checkItems(items, {source: 'classes'});
  return {items};
}
