import {readFile} from 'node:fs/promises';
import type {CheckpointTensor} from '../checkpoint-tensor.ts';
import {decodeCheckpoint} from '../decode-checkpoint.ts';
import type {DecodeCheckpointOptions} from '../decode-checkpoint.ts';
import {CheckpointMissingError} from '../errors/checkpoint-missing-error.ts';
import {indexFileName, shardFileName} from '../file-names.ts';
import {readIndex} from '../read-index.ts';
import {isMissingFile} from './missing-file.ts';

/**
 * Reads `<prefix>.index` and the data files that it names; see {@link decodeCheckpoint}. Memory: the files and one copy of what is kept.
 *
 * @param prefix - such as `ckpt/model-500`, without `.index`.
 * @throws {@link CheckpointMissingError} if a file is not there, and as {@link decodeCheckpoint} does.
 */
export async function readCheckpoint(
  prefix: string,
  options: Omit<DecodeCheckpointOptions, 'source'> = {},
): Promise<Map<string, CheckpointTensor>> {
  const index = await read(indexFileName(prefix), prefix);
  const {shards} = readIndex(index, prefix).header;
  const data: Uint8Array[] = [];
  for (let shard = 0; shard < shards; shard += 1) data.push(await read(shardFileName(prefix, shard, shards), prefix));
  return decodeCheckpoint(index, data, {...options, source: prefix});
}

async function read(path: string, prefix: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (isMissingFile(error)) throw new CheckpointMissingError({path, prefix}, {cause: error});
    throw error;
  }
}
