import {parseMid} from '@oid/core';
import type {Mid} from '@oid/core';
import type {ClassList} from './class-list.ts';
import {EmptyTableError} from './errors/empty-table-error.ts';

/**
 * Reads a list of class ids, one a line without header, such as `classes-bbox-trainable.txt`. Empty lines are left out; LF or CRLF.
 *
 * @param options.source - the file's name, for messages.
 * @param options.classes - when given, an id that is not in it is an error.
 * @returns the ids in file order, each once.
 * @throws {@link EmptyTableError}, InvalidIdError, UnknownClassError; the last two name file and line.
 */
export function parseClassIds(text: string, options: {source: string; classes?: ClassList | undefined}): Mid[] {
  const {source, classes} = options;
  const mids = new Set<Mid>();
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.replace(/\r$/, '').replace(/^\uFEFF/, '');
    if (content === '') continue;
    const where = `${source}:${index + 1}`;
    const mid = parseMid(content, where);
    if (classes !== undefined && classes.nameOf(mid) === undefined) throw classes.unknown(mid, where);
    mids.add(mid);
  }
  if (mids.size === 0) throw new EmptyTableError(source, 'rows');
  return [...mids];
}
