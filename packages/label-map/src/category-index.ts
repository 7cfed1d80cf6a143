import {checkRange} from '@oid/core';
import type {LabelMap} from './label-map.ts';

/** A class as evaluation and drawing want it. */
export type Category = {id: number; name: string};

/** Options of {@link categories}. */
export type CategoriesOptions = {
  /** Highest id kept. @default the map's highest, see {@link maxLabelMapIndex} */
  maxNumClasses?: number | undefined;
  /** Takes the display name where there is one. @default true */
  useDisplayName?: boolean | undefined;
};

/** Defaults of {@link CategoriesOptions}; the number of classes follows from the map. */
export const CATEGORIES_DEFAULTS: {readonly useDisplayName: boolean} = {useDisplayName: true};

/**
 * The classes of a map in its order, without the background and without ids above `maxNumClasses`. Of two items with one id, which only a lenient map
 * has, the first counts. An empty map gives `category_1` … `category_<maxNumClasses>`.
 *
 * @see TensorFlow Object Detection API, `label_map_util.convert_label_map_to_categories`.
 * @throws OptionError if `maxNumClasses` is out of range.
 */
export function categories(map: LabelMap, options: CategoriesOptions = {}): Category[] {
  const useDisplayName = options.useDisplayName ?? CATEGORIES_DEFAULTS.useDisplayName;
  const most = checkRange('maxNumClasses', options.maxNumClasses ?? maxLabelMapIndex(map), {min: 0, max: 2 ** 31 - 1, integer: true});
  if (map.items.length === 0) return Array.from({length: most}, (_, index) => ({id: index + 1, name: `category_${index + 1}`}));
  const byId = new Map<number, Category>();
  for (const {id, name, displayName} of map.items) {
    if (id > 0 && id <= most && !byId.has(id)) byId.set(id, {id, name: useDisplayName ? (displayName ?? name) : name});
  }
  return [...byId.values()];
}

/**
 * What drawing and evaluation look classes up in: by id, with the display name where there is one. The background, id 0, is left out.
 *
 * @returns in the order of the map.
 * @see TensorFlow Object Detection API, `label_map_util.create_category_index_from_labelmap`.
 */
export function categoryIndex(map: LabelMap, options: CategoriesOptions = {}): ReadonlyMap<number, Category> {
  return new Map(categories(map, options).map((category) => [category.id, category]));
}

/** The one class of a detector that does not tell classes apart: 1, `object`. */
export function classAgnosticCategoryIndex(): ReadonlyMap<number, Category> {
  return new Map([[1, {id: 1, name: 'object'}]]);
}

/** The highest id of a map; 0 of an empty one. */
export function maxLabelMapIndex(map: LabelMap): number {
  return map.items.reduce((highest, {id}) => Math.max(highest, id), 0);
}
