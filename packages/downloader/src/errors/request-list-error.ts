import {OidError} from '@oid/core';

/** The list of what is to be fetched is missing, or a line of it is no request. Code `downloader/request-list`. */
export class RequestListError extends OidError {
  override readonly name = 'RequestListError';
  readonly detail: {key: string; line: number | undefined; reason: string};

  constructor(key: string, line: number | undefined, reason: string, options?: ErrorOptions) {
    super('downloader/request-list', `${key}${line === undefined ? '' : `:${line}`}: ${reason}. Enqueue the download again.`, options);
    this.detail = {key, line, reason};
  }
}
