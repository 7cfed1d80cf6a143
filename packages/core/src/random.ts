import {uniformFloat64} from 'pure-rand/distribution/uniformFloat64';
import {uniformInt} from 'pure-rand/distribution/uniformInt';
import {xoroshiro128plus, xoroshiro128plusFromState} from 'pure-rand/generator/xoroshiro128plus';
import {checkRange} from './check-range.ts';

/** A seeded generator whose whole state can be saved, so that a resumed job draws the same numbers. Not for secrets. */
export type Random = {
  /** Uniform in [0, 1), 53 random bits. */
  readonly uniform: () => number;
  /** Uniform in 0 … bound − 1. Throws OptionError unless `bound` is an integer from 1. */
  readonly integer: (bound: number) => number;
  /** Mean 0, standard deviation 1 (Box-Muller; two uniforms a call, none kept). */
  readonly normal: () => number;
  /** A shuffled copy (Fisher-Yates). */
  readonly shuffle: <T>(items: readonly T[]) => T[];
  /** Pass it to {@link restoreRandom}. Four 32-bit integers. */
  readonly state: () => readonly number[];
};

/** Starts a generator (xoroshiro128+) from an integer seed. */
export function createRandom(seed: number): Random {
  return fromGenerator(xoroshiro128plus(checkRange('seed', seed, {min: -(2 ** 53), max: 2 ** 53, integer: true}) | 0));
}

/** Goes on where the generator that gave this `state` stood. */
export function restoreRandom(state: readonly number[]): Random {
  return fromGenerator(xoroshiro128plusFromState(state));
}

function fromGenerator(generator: ReturnType<typeof xoroshiro128plus>): Random {
  const uniform = (): number => uniformFloat64(generator);
  const integer = (bound: number): number => uniformInt(generator, 0, checkRange('bound', bound, {min: 1, integer: true}) - 1);
  return {
    uniform,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle: (items) => {
      const shuffled = [...items];
      for (let last = shuffled.length - 1; last > 0; last -= 1) {
        const pick = integer(last + 1);
        [shuffled[last], shuffled[pick]] = [shuffled[pick] as (typeof shuffled)[number], shuffled[last] as (typeof shuffled)[number]];
      }
      return shuffled;
    },
    state: () => generator.getState(),
  };
}
