import {nearestName, parseMid} from '@oid/core';
import type {Mid} from '@oid/core';
import {UnknownClassError} from './errors/unknown-class-error.ts';
import {readHierarchyEdges} from './hierarchy-edges.ts';
import type {HierarchyEdges} from './hierarchy-edges.ts';
import {InvalidHierarchyError} from './errors/invalid-hierarchy-error.ts';

export type HierarchyOptions = {
  /**
   * Follow `Part` edges too. Mostly harmful: Building has 8 descendants by subcategory and 146 with its parts, weapons among them.
   * @default false
   */
  includeParts?: boolean;
};

/**
 * The class hierarchy: a directed graph without cycles, which the file writes out as a tree, so that a class under several parents occurs
 * several times there and once here. Its root (“Entity”) is in no class list.
 */
export class Hierarchy {
  /** `/m/0bl9f` in every published file. */
  readonly root: Mid;
  readonly #edges: HierarchyEdges;
  readonly #source: string;

  private constructor(root: Mid, edges: HierarchyEdges, source: string) {
    this.root = root;
    this.#edges = edges;
    this.#source = source;
  }

  /**
   * Reads `bbox_labels_600_hierarchy.json` and its kin: nested objects with `LabelName` and, optionally, arrays `Subcategory` and `Part`.
   *
   * @throws {@link InvalidHierarchyError} for other shapes and for a class below itself, InvalidIdError.
   */
  static parse(json: string, options: {source: string}): Hierarchy {
    const {source} = options;
    let tree: unknown;
    try {
      tree = JSON.parse(json.replace(/^\uFEFF/, ''));
    } catch (error) {
      throw new InvalidHierarchyError(source, '', 'the file is not JSON', {cause: error});
    }
    const edges = readHierarchyEdges(tree, source);
    return new Hierarchy(parseMid((tree as {LabelName: string}).LabelName, source), edges, source);
  }

  /** Whether the class, or the root, occurs. */
  has(mid: Mid): boolean {
    return this.#edges.subcategories.has(mid);
  }

  /** The classes just below, in file order; none for a leaf. @throws {@link UnknownClassError} */
  children(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return [...new Set(this.#below(this.#known(mid), options))];
  }

  /** The classes just above, the root among them; none for the root. @throws {@link UnknownClassError} */
  parents(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return [...new Set(this.#above(this.#known(mid), options))];
  }

  /** Every class below, each once, the nearer first, without the class itself. @throws {@link UnknownClassError} */
  descendants(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return reach(this.#known(mid), (at) => this.#below(at, options));
  }

  /** Every class above, each once, the nearer first, without the class itself and without the root. @throws {@link UnknownClassError} */
  ancestors(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return reach(this.#known(mid), (at) => this.#above(at, options)).filter((at) => at !== this.root);
  }

  #below(mid: Mid, {includeParts = false}: HierarchyOptions): readonly Mid[] {
    const {subcategories, parts} = this.#edges;
    return [...(subcategories.get(mid) ?? []), ...(includeParts ? (parts.get(mid) ?? []) : [])];
  }

  #above(mid: Mid, {includeParts = false}: HierarchyOptions): readonly Mid[] {
    const {parents, wholes} = this.#edges;
    return [...(parents.get(mid) ?? []), ...(includeParts ? (wholes.get(mid) ?? []) : [])];
  }

  #known(mid: Mid): Mid {
    if (!this.has(mid)) throw new UnknownClassError(mid, nearestName(mid, this.#edges.subcategories.keys()), this.#source);
    return mid;
  }
}

/** Breadth first, each once, without the start. */
function reach(start: Mid, next: (mid: Mid) => readonly Mid[]): Mid[] {
  const found = new Set<Mid>([start]);
  for (const mid of found) for (const neighbour of next(mid)) found.add(neighbour);
  found.delete(start);
  return [...found];
}
