import {OidError} from '@oid/core';

/** A download of this name is under way. Code `downloader/queue-busy`. */
export class QueueBusyError extends OidError {
  override readonly name = 'QueueBusyError';
  readonly detail: {download: string; unfinished: number};

  constructor(download: string, unfinished: number, options?: ErrorOptions) {
    super(
      'downloader/queue-busy',
      `The download ${download} is under way: ${unfinished} of its shards are not finished. Wait for it, or choose another name.`,
      options,
    );
    this.detail = {download, unfinished};
  }
}
