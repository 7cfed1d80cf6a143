import type {ImageId} from '@oid/core';
import type {ImageRow} from '../image-rows.ts';

/** What splits share that should not be shared between training and evaluation. */
export type Leakage = {
  /** Images that stand in several splits: an error of the release or of the selection. */
  sameImage: {imageId: ImageId; splits: string[]}[];
  /** Different images that are the same file, by the MD5 of the originals. */
  sameFile: {md5: string; images: {split: string; imageId: ImageId}[]}[];
  /** Authors with images in several splits, by profile: their pictures may show the same scene. The release itself is split so. */
  sameAuthor: {authors: number; images: Record<string, number>; most: {author: string; images: Record<string, number>}[]};
};

const MOST_AUTHORS = 20;

/**
 * Looks for the same picture in several splits. Add the largest split last with `last`, and it is compared without being kept, so that memory follows
 * the smaller ones.
 */
export class LeakageCheck {
  readonly #splitsOf = new Map<ImageId, string[]>();
  readonly #files = new Map<string, {split: string; imageId: ImageId}[]>();
  readonly #authors = new Map<string, Map<string, number>>();

  /** @param options.last - nothing is added after this split. */
  add(split: string, image: ImageRow, {last = false}: {last?: boolean} = {}): void {
    const {imageId, originalMd5, authorProfileUrl} = image;
    const splits = this.#splitsOf.get(imageId);
    if (splits === undefined) {
      if (!last) this.#splitsOf.set(imageId, [split]);
    } else if (!splits.includes(split)) splits.push(split);
    if (originalMd5 !== undefined) {
      const files = this.#files.get(originalMd5);
      if (files !== undefined) files.push({split, imageId});
      else if (!last) this.#files.set(originalMd5, [{split, imageId}]);
    }
    if (authorProfileUrl === '') return;
    const author = this.#authors.get(authorProfileUrl) ?? new Map<string, number>();
    this.#authors.set(authorProfileUrl, author);
    author.set(split, (author.get(split) ?? 0) + 1);
  }

  report(): Leakage {
    const sameImage = [...this.#splitsOf].filter(([, splits]) => splits.length > 1).map(([imageId, splits]) => ({imageId, splits}));
    const sameFile = [...this.#files]
      .filter(([, images]) => new Set(images.map(({split}) => split)).size > 1 && new Set(images.map(({imageId}) => imageId)).size > 1)
      .map(([md5, images]) => ({md5, images}));
    const shared = [...this.#authors].filter(([, counts]) => counts.size > 1);
    const images: Record<string, number> = {};
    for (const [, counts] of shared) for (const [split, count] of counts) images[split] = (images[split] ?? 0) + count;
    const total = (counts: ReadonlyMap<string, number>): number => [...counts.values()].reduce((sum, count) => sum + count, 0);
    const most = shared
      .toSorted(([nameA, a], [nameB, b]) => total(b) - total(a) || (nameA < nameB ? -1 : 1))
      .slice(0, MOST_AUTHORS)
      .map(([author, counts]) => ({author, images: inOrder(counts)}));
    return {sameImage, sameFile, sameAuthor: {authors: shared.length, images: inOrder(Object.entries(images)), most}};
  }
}

function inOrder(counts: Iterable<readonly [string, number]>): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
