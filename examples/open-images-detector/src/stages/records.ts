import {createHash} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {shardOf} from '@oid/core';
import {photoPath, readJournal} from '@oid/downloader';
import {readImageSize} from '@oid/imaging';
import {labelMapFromClasses} from '@oid/label-map';
import type {Split} from '@oid/openimages-metadata/node';
import {encodeDetectionExample, shardName} from '@oid/tfrecord';
import {writeRecords} from '@oid/tfrecord/node';
import {journalPath, photoFolder} from './photos.ts';
import {readPhotos} from './selection.ts';
import type {SelectedPhoto, Selection} from './selection.ts';

const IMAGES_A_SHARD = 2000;

/** The TFRecord files of a split and how many records they hold. */
export type RecordFiles = {split: Split; records: number; files: string[]};

/** A photo that lies whole: MD5 of what arrived, and the longest side that it was shrunk to. */
export type WholePhoto = {imageId: string; md5: string; maxSide: number | undefined};

/** The selection's photos that the journal calls whole, in its order: with its boxes, they decide the records' every byte. */
export async function wholePhotos(out: string, split: Split): Promise<WholePhoto[]> {
  const journal = await readJournal(journalPath(out, split));
  const whole: WholePhoto[] = [];
  for await (const {imageId} of readPhotos(out, split)) {
    const entry = journal.get(imageId);
    if (entry?.ok === true) whole.push({imageId, md5: entry.receivedMd5, maxSide: entry.maxSide});
  }
  return whole;
}

/**
 * Writes a split's photos and boxes as `tf.train.Example`s to `<out>/records/<split>-00000-of-0000n`; the shard follows from the id. An index beside each lets
 * readers open it without walking it.
 */
export async function writeSplitRecords(
  out: string,
  {classes}: Selection,
  split: Split,
  whole: readonly WholePhoto[],
): Promise<RecordFiles> {
  const ids = new Set(whole.map(({imageId}) => imageId));
  const photos: SelectedPhoto[] = [];
  for await (const photo of readPhotos(out, split)) if (ids.has(photo.imageId)) photos.push(photo);
  const labelOf = new Map(labelMapFromClasses(classes).items.map(({name, id}) => [name, id]));
  const shards = Math.max(1, Math.ceil(photos.length / IMAGES_A_SHARD));
  const files: string[] = [];
  let records = 0;
  for (let shard = 0; shard < shards; shard += 1) {
    const file = shardName(join(out, 'records', split), shard, shards);
    const inShard = photos.filter(({imageId}) => shardOf(imageId, shards) === shard);
    records += (await writeRecords(file, encodeAll(out, split, inShard, labelOf), {index: true})).records;
    files.push(file);
  }
  return {split, records, files};
}

async function* encodeAll(
  out: string,
  split: Split,
  photos: readonly SelectedPhoto[],
  labelOf: ReadonlyMap<string, number>,
): AsyncGenerator<Uint8Array> {
  for (const {imageId, boxes, classes, groupOf} of photos) {
    const encoded = await readFile(photoPath(photoFolder(out, split), imageId));
    yield encodeDetectionExample({
      encoded,
      format: 'jpeg',
      filename: `${imageId}.jpg`,
      sourceId: imageId,
      sha256: createHash('sha256').update(encoded).digest('hex'),
      size: await readImageSize(encoded),
      boxes,
      labels: Int32Array.from(classes, (mid) => labelOf.get(mid) as number),
      texts: classes,
      groupOf,
    });
  }
}
