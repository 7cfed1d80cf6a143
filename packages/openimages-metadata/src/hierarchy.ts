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

export type BranchOptions = HierarchyOptions & {
  /** Classes to leave out, each with everything below it, also where another parent would lead to it. @default none */
  exclude?: readonly Mid[];
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

  /** Every class once, depth first, without the root. */
  get classes(): Mid[] {
    return [...this.#edges.subcategories.keys()].filter((mid) => mid !== this.root);
  }

  /** The classes just below the root, where the branches begin, in file order. */
  get roots(): Mid[] {
    return this.children(this.root);
  }

  /** Whether the class, or the root, occurs. */
  has(mid: Mid): boolean {
    return this.#edges.subcategories.has(mid);
  }

  /** The classes just below, in file order; none for a leaf. @throws {@link UnknownClassError} */
  children(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return this.#below(this.#known(mid), options);
  }

  /** The classes just above, the root among them; none for the root. @throws {@link UnknownClassError} */
  parents(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return this.#above(this.#known(mid), options);
  }

  /** Every class below, each once, the nearer first, without the class itself. @throws {@link UnknownClassError} */
  descendants(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return reach(this.#known(mid), (at) => this.#below(at, options));
  }

  /** Every class above, each once, the nearer first, without the class itself and without the root. @throws {@link UnknownClassError} */
  ancestors(mid: Mid, options: HierarchyOptions = {}): Mid[] {
    return reach(this.#known(mid), (at) => this.#above(at, options)).filter((at) => at !== this.root);
  }

  /**
   * The class itself and every class below it, each once, the nearer first.
   *
   * @param options.exclude - `branch(FOOD, {exclude: [FRUIT]})` has no Tomato, though Tomato is a Vegetable too.
   * @throws {@link UnknownClassError}, also for an excluded class that does not occur.
   */
  branch(mid: Mid, options: BranchOptions = {}): Mid[] {
    const without = new Set((options.exclude ?? []).flatMap((excluded) => [excluded, ...this.descendants(excluded, options)]));
    return [mid, ...this.descendants(mid, options)].filter((at) => !without.has(at));
  }

  /** The classes of a branch that have nothing below them, the nearer first; the class itself when it is one. @throws {@link UnknownClassError} */
  leaves(mid: Mid = this.root, options: HierarchyOptions = {}): Mid[] {
    return this.branch(mid, options).filter((at) => this.#below(at, options).length === 0);
  }

  /** Steps from the root on the shortest way down: 0 for the root. Infinite for a class that only parts lead to. @throws {@link UnknownClassError} */
  depth(mid: Mid, options: HierarchyOptions = {}): number {
    let depth = 0;
    let level = new Set([this.#known(mid)]);
    for (; !level.has(this.root); depth += 1) {
      level = new Set([...level].flatMap((at) => this.#above(at, options)));
      if (level.size === 0) return Infinity;
    }
    return depth;
  }

  /**
   * Every way from the top down to the class, which ends each of them; the root is left out, and its own way is empty. None for a class that
   * only parts lead to.
   *
   * @throws {@link UnknownClassError}
   */
  paths(mid: Mid, options: HierarchyOptions = {}): Mid[][] {
    if (this.#known(mid) === this.root) return [[]];
    return this.#above(mid, options).flatMap((parent) => this.paths(parent, options).map((path) => [...path, mid]));
  }

  #below(mid: Mid, {includeParts = false}: HierarchyOptions): Mid[] {
    const {subcategories, parts} = this.#edges;
    return merge(subcategories.get(mid), includeParts ? parts.get(mid) : undefined);
  }

  #above(mid: Mid, {includeParts = false}: HierarchyOptions): Mid[] {
    const {parents, wholes} = this.#edges;
    return merge(parents.get(mid), includeParts ? wholes.get(mid) : undefined);
  }

  #known(mid: Mid): Mid {
    if (!this.has(mid)) throw new UnknownClassError(mid, nearestName(mid, this.#edges.subcategories.keys()), this.#source);
    return mid;
  }
}

/** A class may be both a subcategory and a part of another. */
function merge(subcategories: ReadonlySet<Mid> | undefined, parts: ReadonlySet<Mid> | undefined): Mid[] {
  return [...new Set([...(subcategories ?? []), ...(parts ?? [])])];
}

/** Breadth first, each once, without the start. */
function reach(start: Mid, next: (mid: Mid) => Mid[]): Mid[] {
  const found = new Set<Mid>([start]);
  for (const mid of found) for (const neighbour of next(mid)) found.add(neighbour);
  found.delete(start);
  return [...found];
}
