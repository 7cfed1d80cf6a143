import {checkRange} from '@oid/core';

/**
 * Name of one file of a sharded data set, `<base>-00000-of-00010`. The usual rule puts example `i` into shard `i % count`.
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

function pad(value: number): string {
  return String(value).padStart(5, '0');
}
