import {createReadStream} from 'node:fs';
import {stat} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {FetchTableError} from '../errors/fetch-table-error.ts';
import type {TableSource} from './table-source.ts';

/** Tables in a folder. A file counts as unchanged while its size and modification time are. */
export function folderSource(folder: string): TableSource {
  const root = resolve(folder);
  const locate = (name: string): string => join(root, name);
  return {
    location: root,
    locate,
    async open(name, present) {
      const path = locate(name);
      const found = await stat(path).catch((error: unknown) => {
        if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
        throw new FetchTableError(path, 'the file cannot be read', undefined, {cause: error});
      });
      if (found === undefined || !found.isFile()) return {kind: 'absent'};
      const modified = String(found.mtimeMs);
      const unchanged = present?.modified === modified;
      if (unchanged && present.whole && present.bytes === found.size) return {kind: 'same'};
      const offset = unchanged && !present.whole && present.bytes <= found.size ? present.bytes : 0;
      const stream = createReadStream(path, {highWaterMark: 1 << 18, start: offset});
      return {kind: 'content', chunks: stream, offset, totalBytes: found.size, modified, close: () => stream.destroy()};
    },
  };
}
