export {formatLabelMap} from './format-label-map.ts';
export {parseLabelMap} from './parse-label-map.ts';
export type {ParseLabelMapOptions} from './parse-label-map.ts';

export {categoryIndex} from './category-index.ts';
export {labelMapFromClasses} from './label-map-from-classes.ts';
export type {LabelMap, LabelMapItem} from './label-map.ts';

export {LabelMapError} from './errors/label-map-error.ts';
export type {LabelMapDetail, LabelMapProblem} from './errors/label-map-error.ts';
