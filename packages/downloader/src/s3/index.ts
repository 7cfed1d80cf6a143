export {s3Store} from './s3-store.ts';
export {s3Storage} from './s3-storage.ts';
export {S3_DEFAULTS} from './s3-bucket.ts';
export type {S3Options} from './s3-bucket.ts';
export {S3Error} from '../errors/s3-error.ts';
export type {S3Problem} from '../errors/s3-error.ts';
