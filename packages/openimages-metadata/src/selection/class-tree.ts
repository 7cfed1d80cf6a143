import type {Mid} from '@oid/core';
import type {ClassEntry} from '../class-list.ts';
import type {Hierarchy} from '../hierarchy.ts';

/** One occurrence of a class in the tree, with an id of its own: a class under several parents occurs under each. */
export type TreeNode = {
  /** Of the occurrence; 0 is the root. */
  id: number;
  parent: number | null;
  mid: Mid;
  name: string;
  /** 0 for the root. */
  depth: number;
  /** Which of the classes just below the root this one is or lies under, from 0; −1 for the root. */
  branch: number;
  /** Whether the class was asked for; else it only leads to one that was. */
  selected: boolean;
  /** Boxes of the class itself. */
  boxes: number;
  images: number;
  /** Boxes of the class and of everything below it, each class once, also where it occurs several times. */
  totalBoxes: number;
};

export type ClassTreeInput = {
  /** Those asked for; with counts, as a balance has them. */
  classes: readonly (ClassEntry & {boxes: number; images: number})[];
  /** Without one, the tree is flat. */
  hierarchy: Hierarchy | undefined;
  nameOf: (mid: Mid) => string | undefined;
  /** The root's, which no class list has. @default 'Entity' */
  rootName?: string | undefined;
};

/**
 * The part of the hierarchy that leads to some classes, written out as a tree: the classes, and every class on a way from the root to one of
 * them, by subcategory. Classes that no way leads to stand under the root.
 *
 * @returns the root first, every parent before its children.
 */
export function classTree({classes, hierarchy, nameOf, rootName = 'Entity'}: ClassTreeInput): TreeNode[] {
  const counts = new Map(classes.map((entry) => [entry.mid, entry]));
  const root = hierarchy?.root ?? '/m/0bl9f';
  const kept = new Set<Mid>(counts.keys());
  for (const mid of counts.keys()) if (hierarchy?.has(mid) === true) for (const above of hierarchy.ancestors(mid)) kept.add(above);
  const total = (mid: Mid): number => {
    const below = mid === root ? [...kept] : [mid, ...(hierarchy?.has(mid) === true ? hierarchy.descendants(mid) : [])];
    return below.reduce((sum, at) => sum + (counts.get(at)?.boxes ?? 0), 0);
  };
  const nodes: TreeNode[] = [];
  const add = (mid: Mid, parent: TreeNode | undefined, branch: number): TreeNode => {
    const entry = counts.get(mid);
    const node: TreeNode = {
      id: nodes.length,
      parent: parent?.id ?? null,
      mid,
      name: mid === root ? rootName : (nameOf(mid) ?? mid),
      depth: parent === undefined ? 0 : parent.depth + 1,
      branch,
      selected: entry !== undefined,
      boxes: entry?.boxes ?? 0,
      images: entry?.images ?? 0,
      totalBoxes: total(mid),
    };
    nodes.push(node);
    return node;
  };
  const top = add(root, undefined, -1);
  const children = (mid: Mid): Mid[] => (hierarchy?.has(mid) === true ? hierarchy.children(mid).filter((at) => kept.has(at)) : []);
  const grow = (node: TreeNode): void => {
    for (const mid of children(node.mid)) grow(add(mid, node, node.branch));
  };
  const reached = new Set(hierarchy === undefined ? [] : [root, ...hierarchy.descendants(root)]);
  const tops = [...children(root), ...[...kept].filter((mid) => mid !== root && !reached.has(mid))];
  for (const [branch, mid] of tops.entries()) grow(add(mid, top, branch));
  return nodes;
}
