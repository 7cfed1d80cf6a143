import type {LabelMap} from './label-map.ts';
import {maxLabelMapIndex} from './category-index.ts';

/** Options of {@link labelMapIds}. */
export type LabelMapIdsOptions = {
  /** Keys are display names; an item without one has the empty key. @default false */
  useDisplayName?: boolean | undefined;
  /**
   * Adds `background` for id 0 and a name for every id up to the highest that no item has: `class_<id>` as in the API of 2018, or the `id` alone as
   * in that of 2019. @default none is added
   */
  fillGapsAndBackground?: 'class_<id>' | 'id' | undefined;
};

/**
 * Ids by name. Of two items with one name, which only a lenient map has, the last counts.
 *
 * @see TensorFlow Object Detection API, `label_map_util.get_label_map_dict`.
 */
export function labelMapIds(map: LabelMap, options: LabelMapIdsOptions = {}): Map<string, number> {
  const ids = new Map<string, number>();
  for (const {id, name, displayName = ''} of map.items) ids.set(options.useDisplayName === true ? displayName : name, id);
  const fill = options.fillGapsAndBackground;
  if (fill === undefined) return ids;
  const taken = new Set(ids.values());
  if (!taken.has(0)) ids.set('background', 0);
  for (let id = 1; id <= maxLabelMapIndex(map); id += 1) if (!taken.has(id)) ids.set(fill === 'id' ? String(id) : `class_${id}`, id);
  return ids;
}

/**
 * Makes the look-up that the API's record reader does for `image/object/class/text`: the higher of the ids that a text has as a name and as a
 * display name, and -1 for a text that is neither.
 *
 * @see TensorFlow Object Detection API, `tf_example_decoder`.
 */
export function classIdLookup(map: LabelMap): (text: string) => number {
  const byName = labelMapIds(map);
  const byDisplayName = new Map<string, number>();
  for (const {id, displayName} of map.items) if (displayName !== undefined) byDisplayName.set(displayName, id);
  return (text) => Math.max(byName.get(text) ?? -1, byDisplayName.get(text) ?? -1);
}
