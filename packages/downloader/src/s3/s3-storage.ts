import type {SharedStorage} from '../queue/shared-storage.ts';
import {openBucket} from './s3-bucket.ts';
import type {S3Options} from './s3-bucket.ts';
import {bucketStore} from './s3-store.ts';

/**
 * An S3-compatible bucket as the storage that the workers of a queue share.
 *
 * @throws OptionError. Its methods reject with `S3Error`.
 */
export function s3Storage(options: S3Options): SharedStorage {
  const bucket = openBucket(options);
  return {
    url: bucket.url,
    photos: (folder) => bucketStore(bucket, `${folder}/`),
    read: async (key) => bucket.get(key),
    write: async (key, bytes) => bucket.put(key, bytes, 'application/x-ndjson'),
    list: async (start) => bucket.list(start),
    remove: async (key) => bucket.remove(key),
    clearTemporary: async () => undefined,
  };
}
