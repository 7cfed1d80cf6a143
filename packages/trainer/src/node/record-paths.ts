import {nearestName} from '@oid/core';
import {readdir} from 'node:fs/promises';
import {basename, dirname, resolve} from 'node:path';
import {NoRecordsError} from '../errors/no-records-error.ts';

/**
 * The files that a config's `input_path` names, pattern by pattern, each in the order of their names: `?` stands for one character of a file's
 * name, `*` for any number. Index files, `*.idx`, are passed over.
 *
 * @param patterns - of `train_input_reader.tf_record_input_reader.input_path`; wildcards in the last part only.
 * @param root - folder that relative patterns start from. @default the working directory
 * @returns absolute paths, each once.
 * @throws NoRecordsError for a pattern that fits no file, naming the nearest one.
 */
export async function recordPaths(patterns: readonly string[], root = '.'): Promise<string[]> {
  const found: string[] = [];
  for (const pattern of patterns) {
    const path = resolve(root, pattern);
    const names = await readdir(dirname(path)).catch(() => []);
    const fits = new RegExp(
      `^${basename(path)
        .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll('?', '.')
        .replaceAll('*', '.*')}$`,
    );
    const own = names.filter((name) => fits.test(name) && !name.endsWith('.idx')).sort();
    if (own.length === 0) throw new NoRecordsError({paths: [path], nearest: nearestName(basename(path), names)});
    found.push(...own.map((name) => resolve(dirname(path), name)));
  }
  return [...new Set(found)];
}
