/**
 * Whether a picture lacks its end, by the marks that its format puts there. Decoders' messages do not tell it reliably: libvips keeps them in one
 * place for all pictures that are decoded at a time. JPEG, PNG, WebP, GIF, AVIF and HEIC; anything else counts as not cut.
 */
export function isCut(bytes: Uint8Array): boolean {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (start: number, end: number): string => file.toString('latin1', start, end);
  if (file.length >= 3 && file.readUInt16BE(0) === 0xffd8) return isCutJpeg(file);
  if (text(1, 4) === 'PNG') return !file.includes('IEND', 8);
  if (text(0, 3) === 'GIF') return file.at(-1) !== 0x3b;
  if (text(0, 4) === 'RIFF') return file.length < 8 || file.readUInt32LE(4) + 8 > file.length;
  return text(4, 8) === 'ftyp' && isCutInBoxes(file);
}

/** No end-of-image mark behind the first scan: inside a scan's data that mark cannot stand. The one of a thumbnail in a header does not count. */
function isCutJpeg(file: Buffer): boolean {
  let at = 2;
  while (at + 4 <= file.length && file[at] === 0xff) {
    const marker = file[at + 1] as number;
    if (marker === 0xda) return !file.includes(Buffer.of(0xff, 0xd9), at);
    at += marker === 0xff ? 1 : 2 + file.readUInt16BE(at + 2);
  }
  return at + 4 > file.length;
}

/** Boxes of an ISO media file that reach past its end. */
function isCutInBoxes(file: Buffer): boolean {
  let at = 0;
  while (at + 8 <= file.length) {
    const size = file.readUInt32BE(at);
    if (size === 0) return false; // to the end of the file
    if (size === 1) return at + 16 > file.length || Number(file.readBigUInt64BE(at + 8)) + at > file.length;
    if (size < 8) return false;
    at += size;
  }
  return at !== file.length;
}
