import {crc32c, unmaskCrc32c} from '@oid/core';
import type {BundleEntry} from './bundle.ts';
import {DTYPES, dtypeName, elementCount} from './checkpoint-tensor.ts';
import type {CheckpointTensor} from './checkpoint-tensor.ts';
import {CheckpointCorruptError} from './errors/checkpoint-corrupt-error.ts';
import {CheckpointFormatError} from './errors/checkpoint-format-error.ts';
import {CheckpointUnsupportedError} from './errors/checkpoint-unsupported-error.ts';
import {indexFileName, shardFileName} from './file-names.ts';
import {readIndex} from './read-index.ts';

/** Options of {@link decodeCheckpoint}. */
export type DecodeCheckpointOptions = {
  /** The checkpoint's prefix, for messages. @default 'checkpoint' */
  source?: string | undefined;
  /** Which variables to read, by name; the bytes of the others are not looked at. @default all of them */
  filter?: ((name: string) => boolean) | undefined;
};

/**
 * Reads a TensorFlow V2 checkpoint. The CRC of every index block and of every tensor read is checked.
 *
 * @param index - contents of `<prefix>.index`.
 * @param shards - contents of `<prefix>.data-00000-of-0000n`, in order.
 * @returns variables by name, sorted by the names' UTF-8 bytes; their data are copies.
 * @throws {@link CheckpointFormatError} if files are missing or torn, {@link CheckpointCorruptError} if bytes do not match their CRC,
 * {@link CheckpointCompressedError} for a compressed index, {@link CheckpointUnsupportedError} for big-endian files, partitioned variables and
 * element types such as `string` or `half`.
 * @see TensorFlow, `tensorflow/core/util/tensor_bundle/tensor_bundle.h`.
 */
export function decodeCheckpoint(
  index: Uint8Array,
  shards: readonly Uint8Array[],
  options: DecodeCheckpointOptions = {},
): Map<string, CheckpointTensor> {
  const source = options.source ?? 'checkpoint';
  const {header, entries} = readIndex(index, source);
  if (shards.length !== header.shards) {
    const reason = `its index names ${header.shards} data files, and ${shards.length} were given`;
    throw new CheckpointFormatError({source: indexFileName(source), reason});
  }
  const tensors = new Map<string, CheckpointTensor>();
  for (const [name, entry] of entries) {
    if (options.filter?.(name) === false) continue;
    tensors.set(name, readTensor(name, entry, shards, source));
  }
  return tensors;
}

function readTensor(name: string, entry: BundleEntry, shards: readonly Uint8Array[], prefix: string): CheckpointTensor {
  const {dtype: code, shape, shard, byteOffset, size} = entry;
  const index = indexFileName(prefix);
  const dtype = DTYPES.find((candidate) => candidate.code === code);
  if (entry.sliced) throw new CheckpointUnsupportedError({source: index, tensor: name, found: 'partitioned'});
  if (dtype === undefined) throw new CheckpointUnsupportedError({source: index, tensor: name, found: `of type ${dtypeName(code)}`});
  if (size !== elementCount(shape) * dtype.width) {
    const reason = `tensor ${JSON.stringify(name)} of type ${dtype.name} and shape [${shape.join(', ')}] cannot take ${size} bytes`;
    throw new CheckpointFormatError({source: index, reason});
  }
  const file = shards[shard];
  const source = shardFileName(prefix, shard, shards.length);
  if (file === undefined || byteOffset + size > file.length) {
    const reason =
      file === undefined
        ? `tensor ${JSON.stringify(name)} is said to lie in it`
        : `it has ${file.length} bytes, but tensor ${JSON.stringify(name)} takes ${size} bytes from byte ${byteOffset} on`;
    throw new CheckpointFormatError({source, reason});
  }
  const bytes = new Uint8Array(size);
  bytes.set(file.subarray(byteOffset, byteOffset + size));
  const storedCrc = unmaskCrc32c(entry.maskedCrc);
  const actualCrc = crc32c(bytes);
  if (storedCrc !== actualCrc) throw new CheckpointCorruptError({source, byteOffset, tensor: name, storedCrc, actualCrc});
  return {dtype: dtype.name, shape, data: new dtype.array(bytes.buffer)};
}
