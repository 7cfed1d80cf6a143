import type {LabelMap} from './label-map.ts';

/**
 * Turns a label map into what drawing and evaluation look classes up in: by id, with the display name where there is one. The background,
 * id 0, is left out.
 *
 * @returns in the order of the map.
 * @see TensorFlow Object Detection API, `label_map_util.create_category_index`.
 */
export function categoryIndex(map: LabelMap): ReadonlyMap<number, {id: number; name: string}> {
  const classes = map.items.filter(({id}) => id > 0);
  return new Map(classes.map(({id, name, displayName}) => [id, {id, name: displayName ?? name}]));
}
