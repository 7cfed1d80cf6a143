import {checkRange} from './check-range.ts';
import {parseImageId} from './ids.ts';
import type {ImageId} from './ids.ts';

/**
 * The shard that an image belongs to: its id as a 64-bit number, modulo `count`. A pure function of the id, so that machines which never speak to
 * each other agree, for downloads as for records.
 *
 * @param count - shards in all, from 1.
 * @returns an integer from 0 to `count` − 1.
 * @throws InvalidIdError unless `imageId` is 16 lower-case hexadecimal digits; OptionError for a bad `count`.
 * @see TensorFlow Object Detection API, `create_oid_tf_record`, which shards alike.
 */
export function shardOf(imageId: ImageId, count: number): number {
  checkRange('count', count, {min: 1, max: 2 ** 32, integer: true});
  return Number(BigInt(`0x${parseImageId(imageId)}`) % BigInt(count));
}
