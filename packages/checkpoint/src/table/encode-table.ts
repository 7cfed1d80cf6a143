import {crc32c, maskCrc32c} from '@oid/core';
import {BlockWriter} from './block-writer.ts';
import {ByteWriter} from './byte-writer.ts';
import {shortSeparator, shortSuccessor} from './short-keys.ts';
import {FOOTER_BYTES, MAGIC, UNCOMPRESSED} from './table-layout.ts';
import type {BlockHandle, TableEntry} from './table-layout.ts';

/** A data block is closed when it reaches this size. */
const BLOCK_BYTES = 262_144;
/** Every so many keys of a data block, one is written whole. */
const RESTART_INTERVAL = 16;

/**
 * Writes a sorted string table, uncompressed, with TensorFlow's block size and restart interval: data blocks, an empty metaindex block, the
 * index block, the footer.
 *
 * @param entries - at least one, sorted with `compareBytes`, keys distinct.
 * @see TensorFlow, `tensorflow/core/lib/io/table_builder.cc`; LevelDB, `doc/table_format.md`.
 */
export function encodeTable(entries: readonly TableEntry[]): Uint8Array {
  const table = new ByteWriter();
  const index = new BlockWriter(1);
  let data = new BlockWriter(RESTART_INTERVAL);
  for (const [at, {key, value}] of entries.entries()) {
    data.add(key, value);
    const next = entries[at + 1]?.key;
    if (data.size < BLOCK_BYTES && next !== undefined) continue;
    const handle = new ByteWriter();
    writeHandle(handle, writeBlock(table, data.finish()));
    index.add(next === undefined ? shortSuccessor(key) : shortSeparator(key, next), handle.finish());
    data = new BlockWriter(RESTART_INTERVAL);
  }
  const metaindexHandle = writeBlock(table, new BlockWriter(RESTART_INTERVAL).finish());
  const indexHandle = writeBlock(table, index.finish());
  const footer = new ByteWriter();
  writeHandle(footer, metaindexHandle);
  writeHandle(footer, indexHandle);
  footer.raw(new Uint8Array(FOOTER_BYTES - 8 - footer.length)).fixed64(MAGIC);
  return table.raw(footer.finish()).finish();
}

/** Contents, then the trailer: compression and masked CRC-32C. */
function writeBlock(table: ByteWriter, contents: Uint8Array): BlockHandle {
  const handle = {byteOffset: table.length, size: contents.length};
  const crc = crc32c(Uint8Array.of(UNCOMPRESSED), crc32c(contents));
  table.raw(contents).raw(Uint8Array.of(UNCOMPRESSED)).fixed32(maskCrc32c(crc));
  return handle;
}

function writeHandle(writer: ByteWriter, {byteOffset, size}: BlockHandle): void {
  writer.varint(byteOffset).varint(size);
}
