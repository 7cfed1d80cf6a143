import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import {OptionError, checkRange} from '@oid/core';
import {S3Error} from '../errors/s3-error.ts';
import type {S3Problem} from '../errors/s3-error.ts';

export type S3Options = {
  bucket: string;
  /** Where the store answers, such as `http://127.0.0.1:9000`. @default AWS itself, by `region` */
  endpoint?: string | undefined;
  /** Everything is kept below it; with or without a slash at the end. @default '' */
  prefix?: string | undefined;
  /** @default 'us-east-1' */
  region?: string | undefined;
  /** @default what the AWS SDK finds: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, the machine's role */
  credentials?: {accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined} | undefined;
  /** The bucket is the first part of the path, not of the host name, as most stores other than AWS want it. @default whether `endpoint` is given */
  pathStyle?: boolean | undefined;
  /** Attempts at one request, from 1; the waits between them double and are partly random. @default 5 */
  attempts?: number | undefined;
  /** An attempt ends when nothing arrives for so long, in ms. @default 30000 */
  timeoutMs?: number | undefined;
};

/** What `s3Store` and `s3Storage` do unless told otherwise. */
export const S3_DEFAULTS: Readonly<{prefix: string; region: string; attempts: number; timeoutMs: number}> = {
  prefix: '',
  region: 'us-east-1',
  attempts: 5,
  timeoutMs: 30_000,
};

/** The few things that we ask of a bucket, below a prefix. Every method rejects with {@link S3Error}. */
export type S3Bucket = {
  readonly url: string;
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  get(key: string): Promise<Uint8Array | undefined>;
  sizeOf(key: string): Promise<number | undefined>;
  /** Keys below the prefix that begin so, without the prefix, in order. */
  list(start: string): Promise<string[]>;
  remove(key: string): Promise<void>;
};

/** @throws OptionError; nobody is asked yet. */
export function openBucket(options: S3Options): S3Bucket {
  const {bucket, endpoint, credentials} = options;
  if (typeof bucket !== 'string' || !/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/i.test(bucket))
    throw new OptionError('bucket', bucket, 'the name of a bucket');
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new OptionError('endpoint', endpoint, 'an http or https URL');
  const prefix = (options.prefix ?? S3_DEFAULTS.prefix).replace(/^\/+|\/+$/g, '');
  const start = prefix === '' ? '' : `${prefix}/`;
  const timeoutMs = checkRange('timeoutMs', options.timeoutMs ?? S3_DEFAULTS.timeoutMs, {min: 1, max: 2 ** 31 - 1, integer: true});
  const client = new S3Client({
    region: options.region ?? S3_DEFAULTS.region,
    forcePathStyle: options.pathStyle ?? endpoint !== undefined,
    maxAttempts: checkRange('attempts', options.attempts ?? S3_DEFAULTS.attempts, {min: 1, max: 100, integer: true}),
    // The signature covers the SHA-256 of what is sent; checksums beyond it are unknown to many stores.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {connectionTimeout: timeoutMs, socketTimeout: timeoutMs, httpAgent: {maxSockets: 256}, httpsAgent: {maxSockets: 256}},
    ...(endpoint === undefined ? {} : {endpoint}),
    ...(credentials === undefined ? {} : {credentials: credentials as {accessKeyId: string; secretAccessKey: string}}),
  });
  const ask = async <T>(operation: string, key: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      throw s3Error(error, operation, bucket, start + key);
    }
  };
  const orNothing = async <T>(work: Promise<T>): Promise<T | undefined> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof S3Error && error.detail.status === 404 && error.code !== 'downloader/s3-no-bucket') return undefined;
      throw error;
    }
  };
  const at = (key: string): {Bucket: string; Key: string} => ({Bucket: bucket, Key: start + key});
  return {
    url: `s3://${bucket}/${start}`,
    async put(key, bytes, contentType) {
      await ask('PUT', key, () => client.send(new PutObjectCommand({...at(key), Body: bytes, ContentType: contentType})));
    },
    async get(key) {
      return orNothing(ask('GET', key, async () => (await client.send(new GetObjectCommand(at(key)))).Body?.transformToByteArray()));
    },
    async sizeOf(key) {
      const found = await orNothing(ask('HEAD', key, () => client.send(new HeadObjectCommand(at(key)))));
      return found?.ContentLength;
    },
    async list(begin) {
      const keys: string[] = [];
      let token: string | undefined;
      do {
        const command = new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: start + begin,
          ...(token === undefined ? {} : {ContinuationToken: token}),
        });
        const page = await ask('LIST', begin, () => client.send(command));
        for (const {Key} of page.Contents ?? []) if (Key !== undefined) keys.push(Key.slice(start.length));
        token = page.NextContinuationToken;
      } while (token !== undefined);
      return keys;
    },
    async remove(key) {
      await ask('DELETE', key, () => client.send(new DeleteObjectCommand(at(key))));
    },
  };
}

const CREDENTIALS =
  /^(InvalidAccessKeyId|SignatureDoesNotMatch|ExpiredToken|TokenRefreshRequired|InvalidToken|InvalidSecurity|RequestTimeTooSkewed|AuthorizationHeaderMalformed|CredentialsProviderError)$/;

function s3Error(error: unknown, operation: string, bucket: string, key: string): S3Error {
  const known = error instanceof Error && '$metadata' in error ? (error.$metadata as {httpStatusCode?: number; attempts?: number}) : {};
  const answered = error instanceof S3ServiceException;
  // A transfer that failed names its cause in `code`.
  const s3Code = error instanceof Error ? (!answered && 'code' in error ? String(error.code) : error.name) : String(error);
  const status = answered ? known.httpStatusCode : undefined;
  // The SDK's error carries the request with its keys, which must not end in a log.
  const cause = new Error(error instanceof Error ? error.message : s3Code);
  return new S3Error(problemOf(s3Code, status), {operation, bucket, key, s3Code, status, attempts: known.attempts}, {cause});
}

function problemOf(s3Code: string, status: number | undefined): S3Problem {
  if (CREDENTIALS.test(s3Code)) return 's3-credentials';
  if (s3Code === 'NoSuchBucket') return 's3-no-bucket';
  if (status === 401 || status === 403) return 's3-denied';
  if (status === undefined || status >= 500 || status === 429 || status === 408) return 's3-unavailable';
  return 's3-refused';
}
