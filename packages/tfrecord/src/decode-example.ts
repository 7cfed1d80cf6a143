import protobuf from 'protobufjs/minimal.js';
import {ExampleFormatError} from './errors/example-format-error.ts';
import type {ExampleFormatDetail} from './errors/example-format-error.ts';
import {TAG_ENTRY, TAG_FEATURES, TAG_FLOAT, TAG_INT64, TAG_ITEMS, TAG_KEY, TAG_LIST, TAG_VALUE} from './example-layout.ts';
import type {Feature} from './feature.ts';

export type Reader = protobuf.Reader;
/** What a `Feature` has held so far. */
export type Lists = {bytes: Uint8Array[]; float: number[]; int64: (number | bigint)[]; kind: keyof typeof TAG_LIST | undefined};

/**
 * Decodes a `tf.train.Example`. Takes packed and unpacked lists, skips fields that it does not know, and as protobuf asks lets the last
 * entry of a key win. A feature in which no list is set counts as absent, as in TensorFlow's own parser.
 *
 * @param bytes - no bytes is an Example without features.
 * @returns features in the order of the file. Byte strings are views into `bytes`.
 * @throws {@link ExampleFormatError} if the bytes are not an Example.
 */
export function decodeExample(bytes: Uint8Array, options: {source?: string | undefined} = {}): Record<string, Feature> {
  const features = new Map<string, Feature>();
  decodeMessage(bytes, {source: options.source ?? 'example', what: 'tf.train.Example'}, (reader, tag) => {
    if (tag !== TAG_FEATURES) return false;
    readFeatures(reader, features);
    return true;
  });
  return Object.fromEntries(features);
}

/**
 * Shows every field of a message to `visit`, which reads it and returns true, or returns false to have it skipped.
 *
 * @throws {@link ExampleFormatError} for whatever goes wrong.
 */
export function decodeMessage(
  bytes: Uint8Array,
  {source, what}: {source: string; what: ExampleFormatDetail['what']},
  visit: (reader: Reader, tag: number) => boolean,
): void {
  const reader = new protobuf.Reader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)); // views are never Buffers
  try {
    eachField(reader, bytes.length, (tag) => visit(reader, tag));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExampleFormatError({source, what, byteOffset: reader.pos, reason}, {cause: error});
  }
}

/** Reads a `Features` message into `into`. */
export function readFeatures(reader: Reader, into: Map<string, Feature>): void {
  readMap(reader, into, () => {
    const lists = emptyLists();
    return {read: () => readFeature(reader, lists), value: () => toFeature(lists)};
  });
}

/** Reads a message that holds a map. Each entry's value may come in parts, which `start`'s reader puts together; `undefined` is left out. */
export function readMap<Value>(
  reader: Reader,
  into: Map<string, Value>,
  start: () => {read: () => void; value: () => Value | undefined},
): void {
  eachField(reader, endOfMessage(reader), (tag) => {
    if (tag !== TAG_ENTRY) return false;
    let key = '';
    const entry = start();
    eachField(reader, endOfMessage(reader), (part) => {
      if (part === TAG_KEY) key = reader.string();
      else if (part === TAG_VALUE) entry.read();
      else return false;
      return true;
    });
    into.delete(key);
    const value = entry.value();
    if (value !== undefined) into.set(key, value);
    return true;
  });
}

export function emptyLists(): Lists {
  return {bytes: [], float: [], int64: [], kind: undefined};
}

/** A feature in which no list is set is none. */
export function toFeature(lists: Lists): Feature | undefined {
  if (lists.kind === 'bytes') return {bytes: lists.bytes};
  if (lists.kind === 'float') return {float: Float32Array.from(lists.float)};
  return lists.kind === 'int64' ? {int64: lists.int64} : undefined;
}

/** Reads a `Feature` message, which may be one of several parts. */
export function readFeature(reader: Reader, lists: Lists): void {
  eachField(reader, endOfMessage(reader), (tag) => {
    const kind = tag === TAG_LIST.bytes ? 'bytes' : tag === TAG_LIST.float ? 'float' : tag === TAG_LIST.int64 ? 'int64' : undefined;
    if (kind === undefined) return false;
    if (lists.kind !== kind) Object.assign(lists, {kind, bytes: [], float: [], int64: []}); // a oneof: the last kind wins
    const end = endOfMessage(reader);
    if (kind === 'bytes') eachField(reader, end, (item) => item === TAG_ITEMS && lists.bytes.push(reader.bytes()) > 0);
    else if (kind === 'float') eachField(reader, end, (item) => readNumbers(reader, item, TAG_FLOAT, lists.float, readFloat));
    else eachField(reader, end, (item) => readNumbers(reader, item, TAG_INT64, lists.int64, readInteger));
    return true;
  });
}

function readNumbers<Value>(reader: Reader, tag: number, unpacked: number, into: Value[], read: (reader: Reader) => Value): boolean {
  if (tag === unpacked) {
    into.push(read(reader));
    return true;
  }
  if (tag !== TAG_ITEMS) return false;
  const end = endOfMessage(reader);
  while (reader.pos < end) into.push(read(reader));
  checkEnd(reader, end);
  return true;
}

function readFloat(reader: Reader): number {
  return reader.float();
}

function readInteger(reader: Reader): number | bigint {
  const value = reader.int64();
  if (typeof value === 'number') return value;
  const number = value.high * 2 ** 32 + (value.low >>> 0);
  return Number.isSafeInteger(number) ? number : (BigInt(value.high) << 32n) | BigInt(value.low >>> 0);
}

/** Shows every field up to `end` to `visit`, which reads its value and returns true, or returns false to have it skipped. */
export function eachField(reader: Reader, end: number, visit: (tag: number) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.tag();
    if (!visit(tag)) reader.skipType(tag & 7, 0, tag >>> 3);
  }
  checkEnd(reader, end);
}

/** Reads a message's length. @returns where it ends. */
export function endOfMessage(reader: Reader): number {
  const size = reader.uint32();
  const end = reader.pos + size;
  if (end > reader.len) throw new RangeError(`a message of ${size} bytes leaves the record`);
  return end;
}

function checkEnd(reader: Reader, end: number): void {
  if (reader.pos !== end) throw new RangeError('a field leaves its message');
}
