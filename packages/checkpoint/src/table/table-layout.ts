/** One key of a table with its value. */
export type TableEntry = {key: Uint8Array; value: Uint8Array};

/** Where a block's contents lie, without the trailer. */
export type BlockHandle = {byteOffset: number; size: number};

/** After a block's contents: one byte for the compression and the masked CRC-32C of contents and that byte. */
export const TRAILER_BYTES = 5;
/** The only compression that is read and written. */
export const UNCOMPRESSED = 0;
/** At the end of a table: two handles in 40 bytes, and the magic number. */
export const FOOTER_BYTES = 48;
/** The last eight bytes of a table, little-endian. */
export const MAGIC = 0xdb4775248b80fb57n;
