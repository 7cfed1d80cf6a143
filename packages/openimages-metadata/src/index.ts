export {parseBoxRows} from './box-rows.ts';
export type {BoxRow, ParseBoxRowsOptions} from './box-rows.ts';
export {parseImageRows} from './image-rows.ts';
export type {ImageRow} from './image-rows.ts';

export {ClassList} from './class-list.ts';
export type {ClassEntry} from './class-list.ts';
export {parseClassIds} from './class-ids.ts';
export {Hierarchy} from './hierarchy.ts';
export type {BranchOptions, HierarchyOptions} from './hierarchy.ts';
export {expandBoxRows, expandImageLabelRows} from './expand-rows.ts';
export type {ExpandRowsOptions} from './expand-rows.ts';
export {translateClasses} from './translate-classes.ts';
export {selectClasses} from './select-classes.ts';
export type {ClassRelease, WantedClasses} from './select-classes.ts';

export {groupPoints} from './group-points.ts';
export type {Point} from './group-points.ts';

export {AmbiguousClassError} from './errors/ambiguous-class-error.ts';
export {EmptyTableError} from './errors/empty-table-error.ts';
export {FetchTableError} from './errors/fetch-table-error.ts';
export {InvalidBoxError} from './errors/invalid-box-error.ts';
export {InvalidHierarchyError} from './errors/invalid-hierarchy-error.ts';
export {MalformedTableError} from './errors/malformed-table-error.ts';
export {MissingColumnError} from './errors/missing-column-error.ts';
export {MissingTableError} from './errors/missing-table-error.ts';
export {NoHierarchyError} from './errors/no-hierarchy-error.ts';
export {UnknownClassError} from './errors/unknown-class-error.ts';
