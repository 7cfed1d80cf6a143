import {parseMid} from '@oid/core';
import type {Mid} from '@oid/core';
import {InvalidHierarchyError} from './errors/invalid-hierarchy-error.ts';

/** The distinct edges of a hierarchy, both ways. Every class is a key of `subcategories`, leaves with an empty set. */
export type HierarchyEdges = {
  subcategories: ReadonlyMap<Mid, ReadonlySet<Mid>>;
  parts: ReadonlyMap<Mid, ReadonlySet<Mid>>;
  parents: ReadonlyMap<Mid, ReadonlySet<Mid>>;
  wholes: ReadonlyMap<Mid, ReadonlySet<Mid>>;
};

/**
 * Collects the edges of the nested form. Walks with a stack of its own, so depth is bounded by memory alone.
 *
 * @throws {@link InvalidHierarchyError}, InvalidIdError.
 */
export function readHierarchyEdges(tree: unknown, source: string): HierarchyEdges {
  const subcategories = new Map<Mid, Set<Mid>>();
  const parts = new Map<Mid, Set<Mid>>();
  const parents = new Map<Mid, Set<Mid>>();
  const wholes = new Map<Mid, Set<Mid>>();
  const stack: {node: unknown; path: string}[] = [{node: tree, path: ''}];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const {node, path} = next;
    const mid = labelOf(node, path, source);
    if (!subcategories.has(mid)) subcategories.set(mid, new Set());
    for (const [key, below, above] of [
      ['Subcategory', subcategories, parents],
      ['Part', parts, wholes],
    ] as const) {
      const list = (node as Record<string, unknown>)[key] ?? [];
      if (!Array.isArray(list)) throw new InvalidHierarchyError(source, path, `${key} of ${mid} is no array`);
      const children = list.map((child: unknown, index) => ({node: child, path: `${path === '' ? '' : `${path}.`}${key}[${index}]`}));
      for (const child of children) {
        const childMid = labelOf(child.node, child.path, source);
        setOf(below, mid).add(childMid);
        setOf(above, childMid).add(mid);
      }
      stack.push(...children.reverse());
    }
  }
  refuseCycles(subcategories, parts, source);
  return {subcategories, parts, parents, wholes};
}

function labelOf(node: unknown, path: string, source: string): Mid {
  const label = typeof node === 'object' && node !== null && 'LabelName' in node ? node.LabelName : undefined;
  if (typeof label !== 'string') throw new InvalidHierarchyError(source, path, 'an object with a LabelName was expected');
  return parseMid(label, `${source}: ${path === '' ? 'root' : path}`);
}

function setOf(map: Map<Mid, Set<Mid>>, mid: Mid): Set<Mid> {
  const found = map.get(mid) ?? new Set<Mid>();
  map.set(mid, found);
  return found;
}

/** Takes away classes that nothing points at until none is left (Kahn 1962); what stays lies on or below a cycle. */
function refuseCycles(subcategories: ReadonlyMap<Mid, ReadonlySet<Mid>>, parts: ReadonlyMap<Mid, ReadonlySet<Mid>>, source: string): void {
  const below = (mid: Mid): ReadonlySet<Mid> => new Set([...(subcategories.get(mid) ?? []), ...(parts.get(mid) ?? [])]);
  const incoming = new Map<Mid, number>([...subcategories.keys()].map((mid) => [mid, 0]));
  for (const mid of subcategories.keys()) for (const child of below(mid)) incoming.set(child, (incoming.get(child) ?? 0) + 1);
  const free = [...incoming].filter(([, count]) => count === 0).map(([mid]) => mid);
  for (let mid = free.pop(); mid !== undefined; mid = free.pop()) {
    incoming.delete(mid);
    for (const child of below(mid)) {
      const count = (incoming.get(child) as number) - 1;
      incoming.set(child, count);
      if (count === 0) free.push(child);
    }
  }
  const [left] = incoming.keys();
  if (left !== undefined) throw new InvalidHierarchyError(source, '', `${left} lies on or below a class that contains itself`);
}
