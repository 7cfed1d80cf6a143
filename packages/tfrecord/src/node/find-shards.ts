import {existsSync} from 'node:fs';
import {dirname, resolve} from 'node:path';
import {glob} from 'tinyglobby';
import {ShardSetError} from '../errors/shard-set-error.ts';
import {parseShardName, shardNames} from '../shard-name.ts';

/**
 * Finds the files of a data set by pattern, as `input_path` of a `pipeline.config` has it: `records/train-?????-of-00010`, `records/train-*`,
 * several of these, or TensorFlow's short form `records/train@10`. Index files are passed over.
 *
 * @returns absolute paths, each once, sorted by their characters' codes, so that every machine has them in the same order.
 * @throws {@link ShardSetError} if a pattern finds nothing, if a shard of a set is missing, or if a base has sets of two sizes, as an older
 * run leaves behind.
 */
export async function findShards(patterns: string | readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  for (const pattern of [patterns].flat()) {
    const [, base, count] = /^(.+)@(\d{1,5})$/.exec(pattern) ?? [];
    const files =
      base === undefined ? await matching(pattern) : shardNames(resolve(base), Number(count)).filter((path) => existsSync(path));
    if (files.length === 0) throw new ShardSetError({pattern, reason: 'no file matches', missing: []});
    checkWhole(pattern, files);
    for (const path of files) found.add(path);
  }
  return [...found].toSorted((a, b) => (a < b ? -1 : 1));
}

async function matching(pattern: string): Promise<string[]> {
  const files = await glob(pattern, {absolute: true, expandDirectories: false, dot: true});
  return files.map((path) => resolve(path)).filter((path) => !path.endsWith('.idx') && !path.endsWith('.tmp'));
}

function checkWhole(pattern: string, files: readonly string[]): void {
  const counts = new Map<string, number>();
  for (const path of files) {
    const shard = parseShardName(path);
    if (shard === undefined) continue;
    const other = counts.get(shard.base);
    if (other !== undefined && other !== shard.count) {
      const reason = `${shard.base} is there in ${other} and in ${shard.count} shards: delete the older set in ${dirname(path)}, or name one`;
      throw new ShardSetError({pattern, reason, missing: []});
    }
    counts.set(shard.base, shard.count);
  }
  const there = new Set(files);
  const wanted = [...counts].flatMap(([base, count]) => shardNames(base, count));
  const missing = wanted.filter((path) => !there.has(path));
  if (missing.length > 0) throw new ShardSetError({pattern, reason: `${missing.length} of ${wanted.length} shards are missing`, missing});
}
