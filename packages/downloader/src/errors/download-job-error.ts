import {OidError} from '@oid/core';

/** What lies in the queue is no download job of this version. Code `downloader/queue-job`. */
export class DownloadJobError extends OidError {
  override readonly name = 'DownloadJobError';
  readonly detail: {field: string; expected: string};

  constructor(field: string, expected: string, options?: ErrorOptions) {
    super(
      'downloader/queue-job',
      `The job's ${field} is not ${expected}. Enqueue the download again with enqueueDownload, of the same version as the workers.`,
      options,
    );
    this.detail = {field, expected};
  }
}
