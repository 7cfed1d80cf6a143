import type {Mid} from '@oid/core';
import type {ClassEntry} from '../class-list.ts';
import type {Point} from '../group-points.ts';

/** How a selection is spread over its classes and splits. */
export type Balance = {
  splits: Record<string, {images: number; boxes: number; boxesPerImage: Histogram}>;
  /** Every class asked for, those without a box too, in the order of the class list. */
  classes: ClassBalance[];
  /** Pairs of classes that share images, the most frequent first, at most 100. */
  together: {classes: [Mid, Mid]; images: number}[];
};

export type ClassBalance = ClassEntry & {
  images: number;
  boxes: number;
  splits: Record<string, {images: number; boxes: number}>;
  /** Boxes by the square root of their area, 1 being the whole image. */
  boxSides: Histogram;
  /** Boxes for which the flag is set; those not judged do not count. */
  flags: {groupOf: number; occluded: number; truncated: number; depiction: number; inside: number};
};

/** `counts[n]` is the number at or above `from[n]` and below `from[n + 1]`. */
export type Histogram = {from: readonly number[]; counts: number[]};

const SIDES = [0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7] as const;
const PER_IMAGE = [1, 2, 3, 5, 9, 17, 33, 65] as const;
const FLAGS = ['groupOf', 'occluded', 'truncated', 'depiction', 'inside'] as const;
const MOST_PAIRS = 100;

/** Counts points as they pass by. Memory grows with the classes (and the pairs of them that meet), not with the points. */
export class BalanceCounter {
  readonly #classes: Map<Mid, ClassBalance>;
  readonly #splits: Balance['splits'] = {};
  readonly #pairs = new Map<string, number>();

  /** @param classes - those asked for; classes that points have besides are added. */
  constructor(classes: readonly ClassEntry[]) {
    this.#classes = new Map(classes.map((entry) => [entry.mid, emptyClass(entry)]));
  }

  add(split: string, point: Point): void {
    const {classes, boxes} = point;
    const inSplit = (this.#splits[split] ??= {images: 0, boxes: 0, boxesPerImage: emptyHistogram(PER_IMAGE)});
    inSplit.images += 1;
    inSplit.boxes += classes.length;
    count(inSplit.boxesPerImage, classes.length);
    const present = new Set(classes);
    for (const mid of present) {
      const entry = this.#class(mid);
      entry.images += 1;
      (entry.splits[split] ??= {images: 0, boxes: 0}).images += 1;
    }
    for (const [n, mid] of classes.entries()) {
      const entry = this.#class(mid);
      entry.boxes += 1;
      (entry.splits[split] as {boxes: number}).boxes += 1;
      const height = (boxes[4 * n + 2] as number) - (boxes[4 * n] as number);
      const width = (boxes[4 * n + 3] as number) - (boxes[4 * n + 1] as number);
      count(entry.boxSides, Math.sqrt(height * width));
      for (const flag of FLAGS) if (point[flag][n] === 1) entry.flags[flag] += 1;
    }
    const sorted = [...present].toSorted();
    for (let a = 0; a < sorted.length; a += 1) {
      for (let b = a + 1; b < sorted.length; b += 1) {
        const pair = `${sorted[a]} ${sorted[b]}`;
        this.#pairs.set(pair, (this.#pairs.get(pair) ?? 0) + 1);
      }
    }
  }

  report(): Balance {
    const together = [...this.#pairs]
      .toSorted(([pairA, a], [pairB, b]) => b - a || (pairA < pairB ? -1 : 1))
      .slice(0, MOST_PAIRS)
      .map(([pair, images]) => ({classes: pair.split(' ') as [Mid, Mid], images}));
    return {splits: this.#splits, classes: [...this.#classes.values()], together};
  }

  #class(mid: Mid): ClassBalance {
    const known = this.#classes.get(mid);
    if (known !== undefined) return known;
    const entry = emptyClass({mid, name: mid});
    this.#classes.set(mid, entry);
    return entry;
  }
}

function emptyClass(entry: ClassEntry): ClassBalance {
  return {
    ...entry,
    images: 0,
    boxes: 0,
    splits: {},
    boxSides: emptyHistogram(SIDES),
    flags: {groupOf: 0, occluded: 0, truncated: 0, depiction: 0, inside: 0},
  };
}

function emptyHistogram(from: readonly number[]): Histogram {
  return {from, counts: from.map(() => 0)};
}

function count({from, counts}: Histogram, value: number): void {
  let n = from.length - 1;
  while (n > 0 && value < (from[n] as number)) n -= 1;
  counts[n] = (counts[n] as number) + 1;
}
