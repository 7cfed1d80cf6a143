import {open} from 'node:fs/promises';
import {createReadStream} from 'node:fs';
import {createGunzip} from 'node:zlib';
import type {Readable} from 'node:stream';
import {csvRecords} from '../../csv-records.ts';

/** Where a table's columns stand, and where its rows begin. */
export type TableHeader = {
  path: string;
  gzipped: boolean;
  /** Of the file as it is stored. */
  bytes: number;
  /** The header line with its line end, as bytes of the text. */
  line: Uint8Array;
  /** Empty for a file without a line. */
  columns: readonly string[];
};

const LONGEST_HEADER = 1 << 16;
const READ = {highWaterMark: 1 << 18};

/** Reads the first line. A file that starts with gzip's magic number is unpacked, whatever its name. */
export async function readTableHeader(path: string): Promise<TableHeader> {
  const file = await open(path, 'r');
  let bytes = 0;
  let gzipped = false;
  try {
    const magic = Buffer.alloc(2);
    const {bytesRead} = await file.read(magic, 0, 2, 0);
    gzipped = bytesRead === 2 && magic[0] === 0x1f && magic[1] === 0x8b;
    bytes = (await file.stat()).size;
  } finally {
    await file.close();
  }
  const pieces: Uint8Array[] = [];
  let length = 0;
  for await (const piece of openTable(path, gzipped)) {
    const end = (piece as Uint8Array).indexOf(10);
    pieces.push(end === -1 ? (piece as Uint8Array) : (piece as Uint8Array).subarray(0, end + 1));
    length += (pieces.at(-1) as Uint8Array).length;
    if (end !== -1 || length > LONGEST_HEADER) break;
  }
  const line = new Uint8Array(Buffer.concat(pieces));
  const text = new TextDecoder().decode(line);
  return {path, gzipped, bytes, line, columns: csvRecords({text, line: 1}, path)[0]?.fields ?? []};
}

/** The table's text as bytes. */
export function openTable(path: string, gzipped: boolean): Readable {
  const file = createReadStream(path, READ);
  if (!gzipped) return file;
  const text = createGunzip({chunkSize: READ.highWaterMark});
  file.on('error', (error) => text.destroy(error));
  text.on('close', () => file.destroy());
  return file.pipe(text);
}
