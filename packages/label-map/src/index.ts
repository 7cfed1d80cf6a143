export {formatLabelMap} from './format-label-map.ts';
export {PARSE_LABEL_MAP_DEFAULTS, parseLabelMap} from './parse-label-map.ts';
export type {ParseLabelMapOptions} from './parse-label-map.ts';
export type {LabelMapMode} from './check-items.ts';
export {decodeLabelMap} from './decode-label-map.ts';
export {encodeLabelMap} from './encode-label-map.ts';
export {readLabelMap} from './read-label-map.ts';

export {CATEGORIES_DEFAULTS, categories, categoryIndex, classAgnosticCategoryIndex, maxLabelMapIndex} from './category-index.ts';
export type {CategoriesOptions, Category} from './category-index.ts';
export {classIdLookup, labelMapIds} from './label-map-ids.ts';
export type {LabelMapIdsOptions} from './label-map-ids.ts';
export {labelMapFromClasses, labelMapFromNames} from './label-map-from-classes.ts';
export type {LabelMap, LabelMapItem} from './label-map.ts';

export {LabelMapError} from './errors/label-map-error.ts';
export type {LabelMapDetail, LabelMapProblem} from './errors/label-map-error.ts';
