import {parseImageId} from '@oid/core';
import type {ImageId} from '@oid/core';
import type {PhotoStore} from '../photo-store.ts';
import {openBucket} from './s3-bucket.ts';
import type {S3Bucket, S3Options} from './s3-bucket.ts';

/**
 * Photos in an S3-compatible bucket, each at `<prefix>/<first two digits>/<id>.jpg`. An object appears whole or not at all; putting a photo again
 * replaces it by the same bytes.
 *
 * @throws OptionError. The store's methods reject with `S3Error`.
 */
export function s3Store(options: S3Options): PhotoStore {
  return bucketStore(openBucket(options), '');
}

/** The same below `folder`, which ends with a slash or is empty. */
export function bucketStore(bucket: S3Bucket, folder: string): PhotoStore {
  const keyOf = (imageId: ImageId): string => `${folder}${parseImageId(imageId).slice(0, 2)}/${imageId}.jpg`;
  return {
    put: async (imageId, bytes) => bucket.put(keyOf(imageId), bytes, 'image/jpeg'),
    sizeOf: async (imageId) => bucket.sizeOf(keyOf(imageId)),
    async read(imageId) {
      const found = await bucket.get(keyOf(imageId));
      if (found === undefined) throw new Error(`${bucket.url}${keyOf(imageId)} is not there`);
      return found;
    },
    clearTemporary: async () => undefined,
  };
}
