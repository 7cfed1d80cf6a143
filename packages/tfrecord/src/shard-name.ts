import {checkRange, OptionError} from '@oid/core';

/**
 * Name of one file of a sharded data set, `<base>-00000-of-00010`. Which shard an image belongs to, `shardOf` of `@oid/core` says.
 *
 * @param index - 0 to `count - 1`.
 * @throws {@link OptionError} if `index` or `count` is out of range.
 * @see TensorFlow Object Detection API, `tf_record_creation_util`.
 */
export function shardName(base: string, index: number, count: number): string {
  checkRange('count', count, {min: 1, integer: true});
  checkRange('index', index, {min: 0, max: count - 1, integer: true});
  return `${base}-${pad(index)}-of-${pad(count)}`;
}

/** All names of a sharded data set, in order. @throws {@link OptionError} if `count` is out of range. */
export function shardNames(base: string, count: number): string[] {
  return Array.from({length: checkRange('count', count, {min: 1, max: 99_999, integer: true})}, (_, index) =>
    shardName(base, index, count),
  );
}

/**
 * Takes a name apart: the inverse of {@link shardName}.
 *
 * @returns nothing for a name of another form.
 * @throws {@link OptionError} for an index that its count does not have.
 */
export function parseShardName(name: string): {base: string; index: number; count: number} | undefined {
  const [, base, index, count] = /^(.*)-(\d{5,})-of-(\d{5,})$/.exec(name) ?? [];
  if (base === undefined) return undefined;
  if (!(Number(index) < Number(count))) throw new OptionError('name', name, 'a shard whose index is below its count');
  return {base, index: Number(index), count: Number(count)};
}

function pad(value: number): string {
  return String(value).padStart(5, '0');
}
