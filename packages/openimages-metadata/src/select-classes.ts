import type {Mid} from '@oid/core';
import type {ClassEntry, ClassList} from './class-list.ts';
import {NoHierarchyError} from './errors/no-hierarchy-error.ts';
import type {Hierarchy} from './hierarchy.ts';

/** What a selection is made from; a folder opened by `openMetadata` fits. */
export type ClassRelease = {classes: ClassList; hierarchy: Hierarchy | undefined; trainable: readonly Mid[] | undefined};

export type WantedClasses = {
  /** Display names or ids, each taken alone. */
  classes?: readonly string[] | undefined;
  /** Display names or ids, each with everything below it by subcategory; `Entity` or the root's id stands for all. */
  branches?: readonly string[] | undefined;
  /** Display names or ids, each taken out with everything below it, also where another branch leads to it; not from `classes`. */
  exclude?: readonly string[] | undefined;
  /** Follow `Part` edges too, in branches and in what is excluded. @default false */
  includeParts?: boolean | undefined;
};

/**
 * Resolves what a user asked for to classes.
 *
 * Asking for nothing gives the trainable classes, or all where the release has no such list. What is asked for by name is given whether or
 * not it is trainable. A parent does not stand for its children in `classes`, as boxes carry the most specific class.
 *
 * @returns each class once, in the order of the class list.
 * @throws UnknownClassError, AmbiguousClassError, {@link NoHierarchyError}.
 */
export function selectClasses(release: ClassRelease, wanted: WantedClasses = {}): readonly ClassEntry[] {
  const {classes, hierarchy, trainable} = release;
  const {classes: names = [], branches = [], exclude = [], includeParts = false} = wanted;
  const below = (name: string): Mid[] => {
    if (hierarchy === undefined) throw new NoHierarchyError([name]);
    return hierarchy.branch(isRoot(name, classes, hierarchy) ? hierarchy.root : classes.find(name).mid, {includeParts});
  };
  const without = new Set(exclude.flatMap(below));
  const chosen = new Set(branches.flatMap(below));
  if (names.length + branches.length === 0) for (const mid of trainable ?? classes.entries.map((entry) => entry.mid)) chosen.add(mid);
  for (const mid of without) chosen.delete(mid);
  for (const name of names) chosen.add(classes.find(name).mid);
  return classes.entries.filter(({mid}) => chosen.has(mid));
}

/** The root is in no class list, so its name is supplied here. */
function isRoot(branch: string, classes: ClassList, hierarchy: Hierarchy): boolean {
  return branch === hierarchy.root || (branch === 'Entity' && !classes.entries.some(({name}) => name === 'Entity'));
}
