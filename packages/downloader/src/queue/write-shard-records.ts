import {createHash} from 'node:crypto';
import type {ImageId} from '@oid/core';
import type {PhotoRequest} from '../photo-request.ts';
import {readJournal} from '../read-journal.ts';
import {checkAnnotations} from './annotated-request.ts';
import type {DownloadJob} from './download-job.ts';
import type {SharedStorage} from './shared-storage.ts';

/**
 * Writes the photos of a shard that lie whole, with their boxes, as one TFRecord file, `records/<download>-00003-of-00064`, in the order of the list.
 * The file is held in memory until it is whole.
 *
 * @param journal - path of the shard's journal.
 * @param signal - stops; its reason is thrown.
 * @returns how many records it holds.
 */
export async function writeShardRecords(
  storage: SharedStorage,
  {download, shard}: Pick<DownloadJob, 'download' | 'shard'>,
  requests: AsyncIterable<PhotoRequest>,
  journal: string,
  signal: AbortSignal,
): Promise<number> {
  // Loaded only when records are asked for.
  const [{encodeDetectionExample, frameRecord, recordFlags, shardName}, {readImageSize}] = await Promise.all([
    import('@oid/tfrecord'),
    import('@oid/imaging'),
  ]);
  const settled = await readJournal(journal);
  const photos = storage.photos(`images/${download}`);
  const frames: Uint8Array[] = [];
  const seen = new Set<ImageId>();
  for await (const request of requests) {
    signal.throwIfAborted();
    checkAnnotations(request);
    const {imageId, boxes, labels, texts, groupOf} = request;
    if (settled.get(imageId)?.ok !== true || seen.has(imageId)) continue;
    seen.add(imageId);
    const encoded = await photos.read(imageId);
    const record = encodeDetectionExample({
      encoded,
      format: 'jpeg',
      filename: `${imageId}.jpg`,
      sourceId: imageId,
      sha256: createHash('sha256').update(encoded).digest('hex'),
      size: await readImageSize(encoded),
      boxes: Float32Array.from(boxes),
      labels: Int32Array.from(labels),
      texts,
      groupOf: recordFlags(labels.map((_, n) => groupOf?.[n] ?? undefined)),
    });
    frames.push(frameRecord(record));
  }
  await storage.write(`records/${shardName(download, shard.index, shard.count)}`, Buffer.concat(frames));
  return frames.length;
}
