import {shardOf} from '@oid/core';
import {shardNames} from '../shard-name.ts';
import {RecordWriter} from './record-writer.ts';
import type {WriteRecordsOptions, WrittenRecords} from './record-writer.ts';

/** A record and the image it is about, which decides its shard. */
export type ShardedRecord = {
  /** 16 lower-case hexadecimal digits, or whatever `shardOf` takes. */
  imageId: string;
  payload: Uint8Array;
};

/** Options of {@link writeShards}. */
export type WriteShardsOptions = WriteRecordsOptions & {
  /** The shard of an image, 0 to `count − 1`. @default shardOf of `@oid/core`: the id as a number, modulo `count` */
  shardOf?: ((imageId: string, count: number) => number) | undefined;
};

const BUFFERS_IN_ALL = 2 ** 25;

/**
 * Writes `<base>-00000-of-0000n`, each record into the shard that follows from its image's id, in the order of arrival. The files appear
 * together at the end; memory does not grow with their number beyond 128 KiB each.
 *
 * @param count - shards, from 1; all are open at once.
 * @returns the files in order, each with its records and bytes.
 * @throws whatever `records` throws, and {@link InvalidIdError} for a malformed id; then older files are as they were.
 */
export async function writeShards(
  base: string,
  count: number,
  records: AsyncIterable<ShardedRecord> | Iterable<ShardedRecord>,
  options: WriteShardsOptions = {},
): Promise<({path: string} & WrittenRecords)[]> {
  const paths = shardNames(base, count);
  const shard = options.shardOf ?? shardOf;
  const bufferBytes = options.bufferBytes ?? Math.min(2 ** 20, Math.max(2 ** 16, Math.floor(BUFFERS_IN_ALL / 2 / count)));
  const writers: RecordWriter[] = [];
  try {
    for (const path of paths) writers.push(await RecordWriter.create(path, {...options, bufferBytes}));
    for await (const {imageId, payload} of records) await (writers[shard(imageId, count)] as RecordWriter).write(payload);
  } catch (error) {
    await Promise.all(writers.map((writer) => writer.abort()));
    throw error;
  }
  const written: ({path: string} & WrittenRecords)[] = [];
  for (const [at, writer] of writers.entries()) written.push({path: paths[at] as string, ...(await writer.commit())});
  return written;
}
