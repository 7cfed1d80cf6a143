import {gzipSync} from 'node:zlib';

/** An entry of a ustar archive; `type` is its letter there: 0 file, 1 hard link, 2 symbolic link, 3 device, 5 folder, 6 pipe, x pax header. */
export type TarEntry = {path: string; data?: string; type?: string; link?: string; size?: number};

/** A tar, with two empty blocks at its end. */
export function tar(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(1024)]);
}

/** The same, compressed. */
export function tarball(entries: readonly TarEntry[]): Buffer {
  return gzipSync(tar(entries));
}

function blocksOf({path, data = '', type = '0', link = '', size}: TarEntry): Buffer[] {
  const body = Buffer.from(data);
  const header = Buffer.alloc(512);
  const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;
  header.write(path, 0, 100);
  header.write(octal(0o644, 8) + octal(0, 8) + octal(0, 8) + octal(size ?? body.length, 12) + octal(0, 12), 100, 'latin1');
  header.write(' '.repeat(8), 148);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return [header, body, Buffer.alloc((512 - (body.length % 512)) % 512)];
}
