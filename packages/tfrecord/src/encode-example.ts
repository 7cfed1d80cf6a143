import protobuf from 'protobufjs/minimal.js';
import {FeatureError} from './errors/feature-error.ts';
import {TAG_ENTRY, TAG_FEATURES, TAG_ITEMS, TAG_KEY, TAG_LIST, TAG_VALUE} from './example-layout.ts';
import {featureKind} from './feature.ts';
import type {Feature} from './feature.ts';

const MIN_INT64 = -(2n ** 63n);
const MAX_INT64 = 2n ** 63n - 1n;
const UTF8 = new TextEncoder();

/**
 * Encodes a `tf.train.Example`. Keys are sorted by their UTF-8 bytes (the longer first where one begins the other) and number lists are
 * packed, so equal features give equal bytes: those of TensorFlow's `SerializeToString(deterministic=True)` in Python.
 *
 * @param features - no features at all gives an Example whose `features` message is empty, two bytes.
 * @throws {@link FeatureError} for an `int64` that is not an integer of 64 bits, or a number beyond ±(2⁵³ − 1): pass a bigint for those.
 * @see TensorFlow, `tensorflow/core/example/feature.proto`.
 */
export function encodeExample(features: Readonly<Record<string, Feature>>): Uint8Array {
  const writer = protobuf.Writer.create();
  writeFeatures(writer, TAG_FEATURES, features, 'encodeExample');
  return finish(writer);
}

/** Appends a `Features` message as the field `tag`. `source` is for messages. */
export function writeFeatures(writer: protobuf.Writer, tag: number, features: Readonly<Record<string, Feature>>, source: string): void {
  writer.uint32(tag).fork();
  writeMap(writer, features, (key, feature) => writeFeature(writer, key, feature, source));
  writer.ldelim();
}

/** Appends a map's entries, each a key and the message that `writeValue` fills, in the order of protobuf's deterministic encoding. */
export function writeMap<Value>(
  writer: protobuf.Writer,
  map: Readonly<Record<string, Value>>,
  writeValue: (key: string, value: Value) => void,
): void {
  const entries = Object.entries(map).map(([key, value]) => ({key, keyBytes: UTF8.encode(key), value}));
  entries.sort((a, b) => compareKeys(a.keyBytes, b.keyBytes));
  for (const {key, keyBytes, value} of entries) {
    writer.uint32(TAG_ENTRY).fork();
    writer.uint32(TAG_KEY).bytes(keyBytes);
    writer.uint32(TAG_VALUE).fork();
    writeValue(key, value);
    writer.ldelim().ldelim();
  }
}

/** Appends the content of a `Feature` message. */
export function writeFeature(writer: protobuf.Writer, key: string, feature: Feature, source: string): void {
  writer.uint32(TAG_LIST[featureKind(feature)]).fork();
  writeItems(writer, key, feature, source);
  writer.ldelim();
}

/** The message as bytes of its own. */
export function finish(writer: protobuf.Writer): Uint8Array {
  return writer.finishInto(new Uint8Array(writer.pos));
}

function writeItems(writer: protobuf.Writer, key: string, feature: Feature, source: string): void {
  if ('bytes' in feature) {
    for (const item of feature.bytes) writer.uint32(TAG_ITEMS).bytes(item);
  } else if ('float' in feature) {
    if (feature.float.length > 0) writer.uint32(TAG_ITEMS).floats(feature.float as number[]);
  } else if (feature.int64.length > 0) {
    writer.uint32(TAG_ITEMS).int64s(feature.int64.map((item) => toLong(key, item, source)));
  }
}

/** The writer takes numbers and objects of two 32-bit halves. */
function toLong(key: string, value: number | bigint, source: string): number | {low: number; high: number; unsigned: boolean} {
  if (typeof value === 'bigint' ? value >= MIN_INT64 && value <= MAX_INT64 : Number.isSafeInteger(value)) {
    if (typeof value === 'number') return value;
    return {low: Number(BigInt.asIntN(32, value)), high: Number(value >> 32n), unsigned: false};
  }
  const expected = 'integers of 64 bits, as bigint beyond 2^53 - 1';
  throw new FeatureError({source, key, found: `holds ${value}`, expected});
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
