import type {DataId} from '@tensorflow/tfjs-core';

/** Calls with the same weights after which they become constants of a session of their own. */
const STEADY_AFTER = 2;

type Known = {readonly number: number; readonly calls: Map<string, number>; readonly keys: Set<string>};

/**
 * Tells weights that stay from weights that training changes. A kernel that meets the same filter again and again, as in inference, is worth
 * a session in which the filter is a constant: ONNX Runtime then lays it out for its fastest loops once, not at every call.
 */
export class SteadyWeights {
  readonly #known = new WeakMap<DataId, Known>();
  #numbers = 0;

  /**
   * Counts a call.
   *
   * @param key - the kernel, its attributes and shapes.
   * @returns the key of a session for these very weights, or undefined while they may still change.
   */
  keyFor(key: string, weights: readonly DataId[]): string | undefined {
    const known = weights.map((dataId) => this.#of(dataId));
    const isSteady = known.length > 0 && known.every(({calls}) => (calls.get(key) ?? 0) >= STEADY_AFTER);
    if (!isSteady) {
      for (const {calls} of known) calls.set(key, (calls.get(key) ?? 0) + 1);
      return undefined;
    }
    const own = `${key} @${known.map(({number}) => number).join()}`;
    for (const {keys} of known) keys.add(own);
    return own;
  }

  /** Forgets weights whose values end, and returns the keys of their sessions. */
  forget(dataId: DataId): Iterable<string> {
    const known = this.#known.get(dataId);
    this.#known.delete(dataId);
    return known?.keys ?? [];
  }

  #of(dataId: DataId): Known {
    let known = this.#known.get(dataId);
    if (known === undefined) {
      known = {number: this.#numbers++, calls: new Map(), keys: new Set()};
      this.#known.set(dataId, known);
    }
    return known;
  }
}
