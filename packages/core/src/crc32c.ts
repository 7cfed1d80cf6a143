const TABLES = makeTables();
const MASK_DELTA = 0xa282ead8;

/**
 * CRC-32C (Castagnoli, reflected polynomial 0x82f63b78), the checksum of TFRecord files and TensorFlow checkpoints. Eight bytes a turn
 * through eight tables.
 *
 * @param previous - the CRC of the bytes before these, to go on from; 0 at the start.
 * @returns an unsigned 32-bit integer.
 * @see RFC 3720, appendix B.4.
 */
export function crc32c(bytes: Uint8Array, previous = 0): number {
  let crc = ~previous;
  const aligned = bytes.length - (bytes.length % 8);
  let at = 0;
  for (; at < aligned; at += 8) {
    crc ^= word(bytes, at);
    crc =
      entry(7, crc & 0xff) ^
      entry(6, (crc >>> 8) & 0xff) ^
      entry(5, (crc >>> 16) & 0xff) ^
      entry(4, crc >>> 24) ^
      entry(3, bytes[at + 4] as number) ^
      entry(2, bytes[at + 5] as number) ^
      entry(1, bytes[at + 6] as number) ^
      entry(0, bytes[at + 7] as number);
  }
  for (; at < bytes.length; at += 1) crc = (crc >>> 8) ^ entry(0, (crc ^ (bytes[at] as number)) & 0xff);
  return ~crc >>> 0;
}

/** TensorFlow stores CRCs rotated and shifted, so that a CRC over bytes that hold CRCs stays meaningful. */
export function maskCrc32c(crc: number): number {
  return (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
}

/** Inverse of {@link maskCrc32c}. */
export function unmaskCrc32c(masked: number): number {
  const rotated = (masked - MASK_DELTA) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

function entry(table: number, byte: number): number {
  return TABLES[table * 256 + byte] as number;
}

function word(bytes: Uint8Array, at: number): number {
  return (bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16) | ((bytes[at + 3] as number) << 24);
}

function makeTables(): Int32Array {
  const tables = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte += 1) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
    tables[byte] = crc;
  }
  for (let at = 256; at < tables.length; at += 1) {
    const crc = tables[at - 256] as number;
    tables[at] = (crc >>> 8) ^ (tables[crc & 0xff] as number);
  }
  return tables;
}
