import {FeatureError} from './errors/feature-error.ts';
import {TAG_ENTRY, TAG_FEATURES, TAG_ITEMS, TAG_KEY, TAG_LIST, TAG_VALUE} from './example-layout.ts';
import {featureKind} from './feature.ts';
import type {Feature} from './feature.ts';
import {utf8} from './utf8.ts';
import {WireWriter, fieldSize, varintSize} from './wire-writer.ts';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;

/**
 * Encodes a `tf.train.Example`. Keys are sorted by their UTF-8 bytes (the longer first where one begins the other) and number lists are
 * packed, so equal features give equal bytes: those of TensorFlow's `SerializeToString(deterministic=True)` in Python.
 *
 * @param features - no features at all gives an Example whose `features` message is empty, two bytes.
 * @throws {@link FeatureError} for an `int64` that is not an integer of 64 bits, or a number beyond ±(2⁵³ − 1): pass a bigint for those.
 * @see TensorFlow, `tensorflow/core/example/feature.proto`.
 */
export function encodeExample(features: Readonly<Record<string, Feature>>): Uint8Array {
  const map = sizedMap(features, (key, feature) => sizedFeature(key, feature, 'encodeExample'));
  const writer = new WireWriter(fieldSize(map.size));
  writeMap(writer, TAG_FEATURES, map, writeFeature);
  return writer.bytes;
}

/** A value and the bytes that it takes, known before anything is written. */
export type Sized<Value> = Value & {size: number};
/** A map's entries, each a key and a message, in the order of protobuf's deterministic encoding. */
export type SizedMap<Value> = {entries: {key: Uint8Array; value: Sized<Value>; size: number}[]; size: number};

export function sizedMap<Given, Value>(
  map: Readonly<Record<string, Given>>,
  sized: (key: string, value: Given) => Sized<Value>,
): SizedMap<Value> {
  const entries = Object.entries(map).map(([name, given]) => {
    const key = keyBytes(name);
    const value = sized(name, given);
    return {key, value, size: fieldSize(key.length) + fieldSize(value.size)};
  });
  entries.sort((a, b) => compareKeys(a.key, b.key));
  return {entries, size: entries.reduce((sum, {size}) => sum + fieldSize(size), 0)};
}

/** Writes a message that holds a map, as the field `tag`. */
export function writeMap<Value>(
  writer: WireWriter,
  tag: number,
  map: SizedMap<Value>,
  writeValue: (writer: WireWriter, value: Sized<Value>) => void,
): void {
  writer.open(tag, map.size);
  for (const {key, value, size} of map.entries) {
    writer.open(TAG_ENTRY, size);
    writer.put(TAG_KEY, key);
    writer.open(TAG_VALUE, value.size);
    writeValue(writer, value);
  }
}

/** A feature, the bytes of its `Feature` message, of its list and of the list's items. */
export type SizedFeature = {feature: Feature; listSize: number; itemsSize: number};

export function sizedFeature(key: string, feature: Feature, source: string): Sized<SizedFeature> {
  let itemsSize = 0;
  let listSize = 0;
  if ('bytes' in feature) {
    for (const item of feature.bytes) listSize += fieldSize(item.length);
  } else {
    if ('float' in feature) itemsSize = 4 * feature.float.length;
    else for (const item of feature.int64) itemsSize += varintSize(checkInt64(key, item, source));
    listSize = itemsSize === 0 ? 0 : fieldSize(itemsSize);
  }
  return {feature, itemsSize, listSize, size: fieldSize(listSize)};
}

/** Writes the content of a `Feature` message. */
export function writeFeature(writer: WireWriter, {feature, listSize, itemsSize}: SizedFeature): void {
  writer.open(TAG_LIST[featureKind(feature)], listSize);
  if ('bytes' in feature) {
    for (const item of feature.bytes) writer.put(TAG_ITEMS, item);
  } else if (itemsSize > 0) {
    writer.open(TAG_ITEMS, itemsSize);
    if ('float' in feature) writer.floats(feature.float);
    else for (const item of feature.int64) writer.int64(item);
  }
}

function checkInt64(key: string, value: number | bigint, source: string): number | bigint {
  if (typeof value === 'bigint' ? value >= MIN_INT64 && value <= MAX_INT64 : Number.isSafeInteger(value)) return value;
  throw new FeatureError({source, key, found: `holds ${value}`, expected: 'integers of 64 bits, as bigint beyond 2^53 - 1'});
}

const KNOWN_KEYS = new Map<string, Uint8Array>();

/** A key's UTF-8; the keys of a data set are few and come back with every record. */
function keyBytes(key: string): Uint8Array {
  const known = KNOWN_KEYS.get(key);
  if (known !== undefined) return known;
  const bytes = utf8(key);
  if (KNOWN_KEYS.size < 1000) KNOWN_KEYS.set(key, bytes);
  return bytes;
}

/** Order of map keys in protobuf's upb runtime, which TensorFlow's Python uses: by byte, and the longer first where one begins the other. */
function compareKeys(a: Uint8Array, b: Uint8Array): number {
  const common = Math.min(a.length, b.length);
  for (let at = 0; at < common; at += 1) {
    const difference = (a[at] as number) - (b[at] as number);
    if (difference !== 0) return difference;
  }
  return b.length - a.length;
}
