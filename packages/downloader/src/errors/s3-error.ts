import {OidError} from '@oid/core';

/** What went wrong between us and an S3-compatible store; each is also an error code, after `downloader/`. */
export type S3Problem = 's3-denied' | 's3-credentials' | 's3-no-bucket' | 's3-unavailable' | 's3-refused';

const ADVICE: Readonly<Record<S3Problem, string>> = {
  's3-denied': 'Check the key and its secret, and let it read, write, list and delete below the prefix.',
  's3-credentials': 'Check the key, its secret, the region and the clock of this machine.',
  's3-no-bucket': 'Create the bucket, or correct its name or the endpoint.',
  's3-unavailable': 'Check the endpoint, or try again later.',
  's3-refused': 'The store does not take such a request.',
};

/**
 * An S3-compatible store did not do what it was asked, after as many attempts as make sense. Codes `downloader/s3-denied`,
 * `downloader/s3-credentials` (unknown key, wrong signature, expired token, skewed clock), `downloader/s3-no-bucket`, `downloader/s3-unavailable`
 * (5xx, slow-down, no connection), `downloader/s3-refused` (any other).
 */
export class S3Error extends OidError {
  override readonly name = 'S3Error';
  readonly detail: {
    operation: string;
    bucket: string;
    key: string;
    s3Code: string;
    status: number | undefined;
    attempts: number | undefined;
  };

  constructor(problem: S3Problem, detail: S3Error['detail'], options?: ErrorOptions) {
    const {operation, bucket, key, s3Code, status, attempts} = detail;
    const answer = status === undefined ? s3Code : `${status} ${s3Code}`;
    const often = attempts === undefined || attempts === 1 ? '' : `, after ${attempts} attempts`;
    super(`downloader/${problem}`, `${operation} s3://${bucket}/${key}: ${answer}${often}. ${ADVICE[problem]}`, options);
    this.detail = detail;
  }
}
