import {commonPrefix} from './byte-order.ts';

// Keys of the index block need only stand between two blocks, so they are cut short. Both rules are those of LevelDB's BytewiseComparator.

/** A short key that is at least `key` and below `next`; `key` itself where the rule finds none. */
export function shortSeparator(key: Uint8Array, next: Uint8Array): Uint8Array {
  const at = commonPrefix(key, next);
  const byte = key[at];
  const limit = next[at];
  return byte !== undefined && limit !== undefined && byte + 1 < limit ? raised(key, at) : key;
}

/** A short key that is at least `key`. */
export function shortSuccessor(key: Uint8Array): Uint8Array {
  const at = key.findIndex((byte) => byte !== 0xff);
  return at === -1 ? key : raised(key, at);
}

function raised(key: Uint8Array, at: number): Uint8Array {
  const short = key.slice(0, at + 1);
  short[at] = (key[at] as number) + 1;
  return short;
}
