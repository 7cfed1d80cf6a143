import {crc32c, unmaskCrc32c} from '@oid/core';
import {CheckpointCompressedError} from '../errors/checkpoint-compressed-error.ts';
import {CheckpointCorruptError} from '../errors/checkpoint-corrupt-error.ts';
import {CheckpointFormatError} from '../errors/checkpoint-format-error.ts';
import {FOOTER_BYTES, MAGIC, TRAILER_BYTES, UNCOMPRESSED} from './table-layout.ts';
import type {BlockHandle, TableEntry} from './table-layout.ts';

const SNAPPY = 1;

/**
 * Reads every entry of a sorted string table, in order. The CRC of every block is checked.
 *
 * @param source - the file's name, for messages.
 * @throws {@link CheckpointFormatError}, {@link CheckpointCorruptError}, {@link CheckpointCompressedError}
 */
export function decodeTable(table: Uint8Array, source: string): TableEntry[] {
  const fail = (reason: string): never => {
    throw new CheckpointFormatError({source, reason});
  };
  const footerOffset = table.length - FOOTER_BYTES;
  if (footerOffset < 0) fail(`it has ${table.length} bytes, fewer than a footer takes`);
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  if (view.getBigUint64(table.length - 8, true) !== MAGIC) fail('it does not end with the magic number of an index');
  const footer = new Cursor(table.subarray(footerOffset, table.length - 8), fail);
  footer.handle(); // of the metaindex block, which is empty
  const indexHandle = footer.handle();
  const block = (handle: BlockHandle): TableEntry[] => readEntries(openBlock(table, handle, source, fail), fail);
  return block(indexHandle).flatMap(({value}) => block(new Cursor(value, fail).handle()));
}

type Fail = (reason: string) => never;

function openBlock(table: Uint8Array, {byteOffset, size}: BlockHandle, source: string, fail: Fail): Uint8Array {
  if (byteOffset + size + TRAILER_BYTES > table.length - FOOTER_BYTES) fail(`a block at byte ${byteOffset} leaves the file`);
  const contents = table.subarray(byteOffset, byteOffset + size);
  const compression = table[byteOffset + size] as number;
  const stored = new DataView(table.buffer, table.byteOffset).getUint32(byteOffset + size + 1, true);
  const actualCrc = crc32c(table.subarray(byteOffset, byteOffset + size + 1));
  const storedCrc = unmaskCrc32c(stored);
  if (storedCrc !== actualCrc) throw new CheckpointCorruptError({source, byteOffset, storedCrc, actualCrc});
  if (compression !== UNCOMPRESSED) {
    throw new CheckpointCompressedError({source, byteOffset, compression: compression === SNAPPY ? 'snappy' : `type ${compression}`});
  }
  return contents;
}

function readEntries(contents: Uint8Array, fail: Fail): TableEntry[] {
  if (contents.length < 4) fail('a block is too short');
  const view = new DataView(contents.buffer, contents.byteOffset, contents.length);
  const end = contents.length - 4 - view.getUint32(contents.length - 4, true) * 4;
  if (end < 0) fail('a block has more restarts than it can hold');
  const cursor = new Cursor(contents.subarray(0, end), fail);
  const entries: TableEntry[] = [];
  let lastKey: Uint8Array = new Uint8Array();
  while (!cursor.ended) {
    const shared = cursor.varint();
    const ownBytes = cursor.varint();
    const valueBytes = cursor.varint();
    if (shared > lastKey.length) fail('a key shares more than the key before it has');
    const own = cursor.raw(ownBytes);
    const key = new Uint8Array(shared + own.length);
    key.set(lastKey.subarray(0, shared));
    key.set(own, shared);
    entries.push({key, value: cursor.raw(valueBytes)});
    lastKey = key;
  }
  return entries;
}

/** Reads on through bytes and fails at their end. */
class Cursor {
  #at = 0;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly fail: Fail,
  ) {}

  get ended(): boolean {
    return this.#at >= this.bytes.length;
  }

  /** An integer of seven bits a byte, at most 2⁵³ − 1. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 56; scale *= 128) {
      const byte = this.bytes[this.#at] ?? this.fail('a block ends inside a number');
      this.#at += 1;
      value += (byte & 127) * scale;
      if (byte < 128) return Number.isSafeInteger(value) ? value : this.fail('a number is too large');
    }
    return this.fail('a number is too large');
  }

  /** A view of the next bytes. */
  raw(count: number): Uint8Array {
    const start = this.#at;
    this.#at += count;
    return this.#at <= this.bytes.length ? this.bytes.subarray(start, this.#at) : this.fail('a block ends inside an entry');
  }

  handle(): BlockHandle {
    return {byteOffset: this.varint(), size: this.varint()};
  }
}
