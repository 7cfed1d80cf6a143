import {relative, resolve, sep, isAbsolute} from 'node:path';
import {OutsideFolderError} from '../errors/outside-folder-error.ts';

/**
 * Joins `segments` to `root` and makes sure that the result does not leave it. Links on disk are not followed.
 *
 * @returns an absolute path.
 * @throws {@link OutsideFolderError} for an absolute segment elsewhere or one with too many `..`.
 */
export function resolveInside(root: string, ...segments: readonly string[]): string {
  const path = resolve(root, ...segments);
  const inside = relative(root, path);
  if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) || segments.some((segment) => segment.includes('\0'))) {
    throw new OutsideFolderError(root, segments);
  }
  return path;
}
