import {readFile} from 'node:fs/promises';
import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';
import {splitRecord} from '../split-record.ts';
import {EmptyTableError} from '../errors/empty-table-error.ts';
import {MalformedTableError} from '../errors/malformed-table-error.ts';

/**
 * Reads the ids of a list that people keep: a text file with one a line, a CSV with a column `ImageID` (or ids alone), or a JSON array. Ids may have
 * their split before them and an extension behind, as in `train/000002b66c9c498e.jpg`. Empty lines are left out.
 *
 * @returns the ids in the file's order, each once.
 * @throws {@link MalformedTableError} for JSON of another form, {@link EmptyTableError}, InvalidIdError; each names the file, the latter the line too.
 */
export async function readImageIds(path: string): Promise<ImageId[]> {
  const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  const entries = /^\s*\[/.test(text) ? jsonEntries(text, path) : lineEntries(text, path);
  const ids = new Set(
    entries.map(([entry, where]) => parseImageId(entry.replace(/^(?:train|validation|val|test)\//, '').replace(/\.\w+$/, ''), where)),
  );
  if (ids.size === 0) throw new EmptyTableError(path, 'rows');
  return [...ids];
}

type Entry = [text: string, where: string];

function jsonEntries(text: string, path: string): Entry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new MalformedTableError(path, 1, 'the file is not JSON', {cause: error});
  }
  return (value as unknown[]).map((entry, n) => {
    if (typeof entry !== 'string') throw new MalformedTableError(path, 1, `entry ${n} is no image id`);
    return [entry, `${path}: entry ${n}`];
  });
}

function lineEntries(text: string, path: string): Entry[] {
  const lines = text.split(/\r?\n/);
  const header = splitRecord(lines[0] ?? '').map((name) => name.trim());
  const column = header.findIndex((name) => /^image_?id$/i.test(name));
  return lines.flatMap((line, n): Entry[] => {
    if (line.trim() === '' || (n === 0 && column !== -1)) return [];
    return [[(splitRecord(line)[Math.max(0, column)] ?? '').trim(), `${path}:${n + 1}`]];
  });
}
