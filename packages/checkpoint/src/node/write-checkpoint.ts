import {writeFileAtomic} from '@oid/core/node';
import type {CheckpointTensor} from '../checkpoint-tensor.ts';
import {encodeCheckpoint} from '../encode-checkpoint.ts';
import {indexFileName, shardFileName} from '../file-names.ts';

/**
 * Writes `<prefix>.data-00000-of-00001`, then `<prefix>.index`; each appears only when it is whole, and missing folders are made. A
 * checkpoint is there once its index is, so give every step a prefix of its own rather than write over the last one.
 *
 * @throws {@link CheckpointTensorError} before anything is written; Node's own error if a file cannot be.
 */
export async function writeCheckpoint(prefix: string, tensors: ReadonlyMap<string, CheckpointTensor>): Promise<void> {
  const {index, data} = encodeCheckpoint(tensors);
  await writeFileAtomic(shardFileName(prefix, 0, 1), data);
  await writeFileAtomic(indexFileName(prefix), index);
}
