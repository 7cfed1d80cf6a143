/** Boxes of one image, columns `[x, y, width, height]` in pixels, and the rows of one class. */
export type CocoGroup = {
  truths: Float64Array;
  truthRows: Uint32Array;
  /** 1 marks a crowd, by row of `truths`. */
  crowd: Uint8Array | undefined;
  /** Square pixels, by row of `truths`. */
  areas: Float64Array;
  found: Float64Array;
  /** By score, highest first, no more than may count. */
  foundRows: Uint32Array;
};

/**
 * Matches the detections of one class in one image to its truths as COCO does: by score, each takes the free truth that it overlaps most, the
 * last of equals, at every threshold and for every area range anew. A truth outside the range, or a crowd, is taken only where no other
 * will do, and makes the detection ignored; a crowd may be taken again and again, and its overlap is its share of the detection.
 *
 * Keeps its working space, so that nothing is allocated for an image once the space is large enough.
 *
 * @see Lin et al., Microsoft COCO: Common Objects in Context, 2014, and its evaluation code, `COCOeval.evaluateImg`.
 */
export class CocoMatcher {
  readonly #thresholds: Float64Array;
  readonly #ranges: readonly (readonly [number, number])[];
  #places = new Uint32Array(1024);
  #overlaps = new Float64Array(1024);
  #verdicts = new Int32Array(1024);
  #ignored = new Uint8Array(64);
  #order = new Uint32Array(64);
  #taken = new Uint8Array(64);

  constructor(thresholds: readonly number[], ranges: readonly (readonly [number, number])[]) {
    this.#thresholds = Float64Array.from(thresholds, (threshold) => Math.min(threshold, 1 - 1e-10));
    this.#ranges = ranges;
  }

  /** Place in `foundRows` of each detection that reaches the lowest threshold with any truth; good until the next match. */
  get places(): Uint32Array {
    return this.#places;
  }

  /** Of each such detection two words an area range: a bit for each threshold at which it is true, then for each at which it is ignored. */
  get verdicts(): Int32Array {
    return this.#verdicts;
  }

  /** @returns how many detections reach the lowest threshold. */
  match(group: CocoGroup): number {
    const truths = group.truthRows.length;
    if (this.#taken.length < truths) this.#growTruths(truths);
    const candidates = this.#overlap(group);
    if (candidates === 0) return 0;
    const words = 2 * this.#ranges.length;
    if (this.#verdicts.length < candidates * words) this.#verdicts = new Int32Array(2 * candidates * words);
    else this.#verdicts.fill(0, 0, candidates * words);
    for (const [index, range] of this.#ranges.entries()) {
      const wanted = this.#orderTruths(group, range);
      for (let threshold = 0; threshold < this.#thresholds.length; threshold++) {
        this.#matchAt(group, candidates, wanted, threshold, 2 * index);
      }
    }
    return candidates;
  }

  /** Fills in the overlaps of the detections that reach the lowest threshold, a row of truths for each, and their places. */
  #overlap({truths, truthRows, crowd, found, foundRows}: CocoGroup): number {
    const least = this.#thresholds[0] as number;
    const width = truthRows.length;
    let count = 0;
    for (let place = 0; place < foundRows.length; place++) {
      if (this.#overlaps.length < (count + 1) * width) this.#growOverlaps((count + 1) * width);
      const overlaps = this.#overlaps;
      const d = 4 * (foundRows[place] as number);
      const x = found[d] as number;
      const y = found[d + 1] as number;
      const right = (found[d + 2] as number) + x;
      const bottom = (found[d + 3] as number) + y;
      const area = (found[d + 2] as number) * (found[d + 3] as number);
      let reaches = false;
      for (let j = 0; j < width; j++) {
        const row = truthRows[j] as number;
        const g = 4 * row;
        const left = truths[g] as number;
        const top = truths[g + 1] as number;
        const w = Math.min(right, (truths[g + 2] as number) + left) - Math.max(x, left);
        const h = w <= 0 ? 0 : Math.min(bottom, (truths[g + 3] as number) + top) - Math.max(y, top);
        let overlap = 0;
        if (w > 0 && h > 0) {
          const shared = w * h;
          const whole =
            crowd !== undefined && crowd[row] === 1 ? area : area + (truths[g + 2] as number) * (truths[g + 3] as number) - shared;
          overlap = shared / whole;
        }
        overlaps[count * width + j] = overlap;
        if (overlap >= least) reaches = true;
      }
      if (reaches) this.#places[count++] = place;
    }
    return count;
  }

  /** Puts the truths that are ignored last. @returns how many are not. */
  #orderTruths({truthRows, crowd, areas}: CocoGroup, [least, most]: readonly [number, number]): number {
    const count = truthRows.length;
    let wanted = 0;
    for (let j = 0; j < count; j++) {
      const row = truthRows[j] as number;
      const area = areas[row] as number;
      const ignored = area < least || area > most || (crowd !== undefined && crowd[row] === 1);
      this.#ignored[j] = ignored ? 1 : 0;
      if (!ignored) this.#order[wanted++] = j;
    }
    for (let j = 0, last = wanted; j < count; j++) if (this.#ignored[j] === 1) this.#order[last++] = j;
    return wanted;
  }

  #matchAt({truthRows, crowd}: CocoGroup, candidates: number, wanted: number, threshold: number, word: number): void {
    const width = truthRows.length;
    const words = 2 * this.#ranges.length;
    const least = this.#thresholds[threshold] as number;
    const [overlaps, order, taken] = [this.#overlaps, this.#order, this.#taken];
    taken.fill(0, 0, width);
    for (let c = 0; c < candidates; c++) {
      let best = -1;
      let bestOverlap = least;
      for (let k = 0; k < wanted; k++) {
        const j = order[k] as number;
        const overlap = overlaps[c * width + j] as number;
        if (overlap >= bestOverlap && taken[j] === 0) {
          best = j;
          bestOverlap = overlap;
        }
      }
      if (best !== -1) {
        taken[best] = 1;
        (this.#verdicts[c * words + word] as number) |= 1 << threshold;
        continue;
      }
      for (let k = wanted; k < width; k++) {
        const j = order[k] as number;
        const overlap = overlaps[c * width + j] as number;
        if (overlap < bestOverlap || (taken[j] === 1 && crowd?.[truthRows[j] as number] !== 1)) continue;
        best = j;
        bestOverlap = overlap;
      }
      if (best === -1) continue;
      taken[best] = 1;
      (this.#verdicts[c * words + word + 1] as number) |= 1 << threshold;
    }
  }

  #growTruths(count: number): void {
    this.#ignored = new Uint8Array(2 * count);
    this.#order = new Uint32Array(2 * count);
    this.#taken = new Uint8Array(2 * count);
  }

  #growOverlaps(length: number): void {
    const larger = new Float64Array(2 * length);
    larger.set(this.#overlaps);
    this.#overlaps = larger;
    // One place a candidate, of which there are no more than overlaps.
    const places = new Uint32Array(2 * length);
    places.set(this.#places);
    this.#places = places;
  }
}
