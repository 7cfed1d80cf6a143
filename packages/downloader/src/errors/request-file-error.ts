import {OidError} from '@oid/core';

/** A line of a file of requests is none. Code `downloader/request-file`. */
export class RequestFileError extends OidError {
  override readonly name = 'RequestFileError';
  readonly detail: {path: string; line: number; reason: string};

  constructor(path: string, line: number, reason: string, options?: ErrorOptions) {
    super(
      'downloader/request-file',
      `${path}:${line}: the line is no request (${reason}). Expected JSON with an imageId; correct the line.`,
      options,
    );
    this.detail = {path, line, reason};
  }
}
