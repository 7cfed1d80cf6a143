import {dtypeName} from './checkpoint-tensor.ts';
import {readIndex} from './read-index.ts';

/** What an index says of one variable. `dtype` is TensorFlow's name, among them types that are not read, such as `string`. */
export type CheckpointEntry = {name: string; dtype: string; shape: readonly number[]};

/**
 * Lists what a checkpoint holds from its index alone.
 *
 * @param index - contents of `<prefix>.index`.
 * @returns how many data files belong to it, and its variables sorted by the names' UTF-8 bytes.
 * @throws as {@link decodeCheckpoint} does for a damaged index.
 */
export function listCheckpoint(
  index: Uint8Array,
  options: {source?: string | undefined} = {},
): {shards: number; entries: readonly CheckpointEntry[]} {
  const {header, entries} = readIndex(index, options.source ?? 'checkpoint');
  return {
    shards: header.shards,
    entries: [...entries].map(([name, {dtype, shape}]) => ({name, dtype: dtypeName(dtype), shape})),
  };
}
