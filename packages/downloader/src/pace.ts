/** Spaces events evenly, at most `ratePerSecond` of them. */
export class Pace {
  readonly #gapMs: number;
  #next = 0;

  /** @param ratePerSecond - above 0; `Infinity` for no limit. */
  constructor(ratePerSecond: number) {
    this.#gapMs = 1000 / ratePerSecond;
  }

  /** Takes the next turn. @returns how long it is until then, in ms. */
  reserve(now: number): number {
    const turn = Math.max(now, this.#next);
    this.#next = turn + this.#gapMs;
    return turn - now;
  }
}
