import protobuf from 'protobufjs/minimal.js';

// The messages of tensorflow/core/protobuf/tensor_bundle.proto. Tags are (field number << 3) | wire type.

/** `BundleHeaderProto`, the value of the empty key. */
export type BundleHeader = {shards: number; bigEndian: boolean};

/** `BundleEntryProto`, the value of a variable's name. */
export type BundleEntry = {
  /** `tensorflow.DataType`. */
  dtype: number;
  shape: number[];
  shard: number;
  byteOffset: number;
  /** In bytes. */
  size: number;
  /** CRC-32C of the bytes, masked. */
  maskedCrc: number;
  /** True for a variable that is stored in parts under other keys. */
  sliced: boolean;
};

/** Header of a checkpoint of one shard, as TensorFlow writes it: `num_shards: 1 version { producer: 1 }`. */
export function encodeHeader(): Uint8Array {
  return Uint8Array.of(0x08, 1, 0x1a, 2, 0x08, 1);
}

/** Fields that hold their default are left out, as TensorFlow does; the shape is always there. */
export function encodeEntry(entry: Omit<BundleEntry, 'shard' | 'sliced'>): Uint8Array {
  const writer = protobuf.Writer.create();
  writer.uint32(0x08).uint32(entry.dtype).uint32(0x12).fork();
  for (const size of entry.shape) {
    writer.uint32(0x12).fork();
    if (size > 0) writer.uint32(0x08).int64(size);
    writer.ldelim();
  }
  writer.ldelim();
  if (entry.byteOffset > 0) writer.uint32(0x20).int64(entry.byteOffset);
  if (entry.size > 0) writer.uint32(0x28).int64(entry.size);
  if (entry.maskedCrc > 0) writer.uint32(0x35).fixed32(entry.maskedCrc);
  return writer.finishInto(new Uint8Array(writer.pos));
}

/** @throws RangeError or Error of the reader if the bytes are no such message. */
export function decodeHeader(bytes: Uint8Array): BundleHeader {
  const header: BundleHeader = {shards: 0, bigEndian: false};
  eachField(new protobuf.Reader(bytes), bytes.length, (tag, reader) => {
    if (tag === 0x08) header.shards = reader.int32();
    else if (tag === 0x10) header.bigEndian = reader.int32() !== 0;
    else return false;
    return true;
  });
  return header;
}

/** @throws RangeError or Error of the reader if the bytes are no such message. */
export function decodeEntry(bytes: Uint8Array): BundleEntry {
  const entry: BundleEntry = {dtype: 0, shape: [], shard: 0, byteOffset: 0, size: 0, maskedCrc: 0, sliced: false};
  eachField(new protobuf.Reader(bytes), bytes.length, (tag, reader) => {
    if (tag === 0x08) entry.dtype = reader.int32();
    else if (tag === 0x12) entry.shape.push(...readShape(reader));
    else if (tag === 0x18) entry.shard = reader.int32();
    else if (tag === 0x20) entry.byteOffset = readInteger(reader);
    else if (tag === 0x28) entry.size = readInteger(reader);
    else if (tag === 0x35) entry.maskedCrc = reader.fixed32();
    else if (tag === 0x3a) {
      entry.sliced = true;
      return false;
    } else return false;
    return true;
  });
  return entry;
}

/** `TensorShapeProto`: `repeated Dim dim = 2`, `Dim { int64 size = 1 }`. */
function readShape(reader: protobuf.Reader): number[] {
  const shape: number[] = [];
  eachField(reader, endOfMessage(reader), (tag) => {
    if (tag !== 0x12) return false;
    let size = 0;
    eachField(reader, endOfMessage(reader), (dimTag) => {
      if (dimTag !== 0x08) return false;
      size = readInteger(reader);
      return true;
    });
    shape.push(size);
    return true;
  });
  return shape;
}

function readInteger(reader: protobuf.Reader): number {
  const value = reader.int64();
  const number = typeof value === 'number' ? value : value.high * 2 ** 32 + (value.low >>> 0);
  if (!Number.isSafeInteger(number) || number < 0) throw new RangeError('a size is out of range');
  return number;
}

function eachField(reader: protobuf.Reader, end: number, visit: (tag: number, reader: protobuf.Reader) => boolean): void {
  while (reader.pos < end) {
    const tag = reader.tag();
    if (!visit(tag, reader)) reader.skipType(tag & 7, 0, tag >>> 3);
  }
  if (reader.pos !== end) throw new RangeError('a field leaves its message');
}

function endOfMessage(reader: protobuf.Reader): number {
  const size = reader.uint32();
  return reader.pos + size;
}
