import {DuplicateImageError} from './errors/duplicate-image-error.ts';

/**
 * The images of an evaluation, each once. Equal scores rank by image, in the order of {@link compareImageIds}, so that the result does not
 * depend on the order in which images were added or workers merged.
 */
export class ImageList {
  readonly #rows = new Map<string, number>();
  #ascending = true;
  #last: string | undefined;

  get size(): number {
    return this.#rows.size;
  }

  /** @throws {@link DuplicateImageError} for an id that is there. */
  check(imageId: string): void {
    if (this.#rows.has(imageId)) throw new DuplicateImageError(imageId);
  }

  /** @returns the image's row. The caller has called `check`. */
  add(imageId: string): number {
    const row = this.#rows.size;
    this.#rows.set(imageId, row);
    if (this.#last !== undefined && compareImageIds(this.#last, imageId) > 0) this.#ascending = false;
    this.#last = imageId;
    return row;
  }

  ids(): string[] {
    return [...this.#rows.keys()];
  }

  /** The place of each row's image among all, in order of id. */
  ranks(): Int32Array {
    const ranks = new Int32Array(this.#rows.size);
    if (this.#ascending) return ranks.map((_, row) => row);
    const ids = this.ids();
    const order = ids.map((_, row) => row).sort((a, b) => compareImageIds(ids[a] as string, ids[b] as string));
    for (const [rank, row] of order.entries()) ranks[row] = rank;
    return ranks;
  }
}

const WHOLE_NUMBER = /^(?:0|[1-9][0-9]*)$/;

/** Whole numbers first, by value, as COCO's tools sort images; then other ids by code unit. */
export function compareImageIds(a: string, b: string): number {
  const [first, second] = [WHOLE_NUMBER.test(a), WHOLE_NUMBER.test(b)];
  if (first !== second) return first ? -1 : 1;
  if (first && a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : a > b ? 1 : 0;
}
