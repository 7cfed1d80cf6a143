/**
 * One value of a `tf.train.Example`: a list of byte strings, of 32-bit floats or of 64-bit integers. Lists may be empty.
 *
 * Decoding gives `float` as a `Float32Array`, and `int64` as numbers, or as bigints beyond ±(2⁵³ − 1).
 */
export type Feature =
  | {readonly bytes: readonly Uint8Array[]}
  | {readonly float: readonly number[] | Float32Array}
  | {readonly int64: readonly (number | bigint)[]};

/** `bytes`, `float` or `int64`. */
export function featureKind(feature: Feature): 'bytes' | 'float' | 'int64' {
  return 'bytes' in feature ? 'bytes' : 'float' in feature ? 'float' : 'int64';
}
