import {OidError} from '@oid/core';

/** Some photos of a shard failed for reasons that pass; the job is tried again. Code `downloader/shard-unfinished`. */
export class ShardUnfinishedError extends OidError {
  override readonly name = 'ShardUnfinishedError';
  readonly detail: {throttled: number; network: number};

  constructor(detail: ShardUnfinishedError['detail'], options?: ErrorOptions) {
    super(
      'downloader/shard-unfinished',
      `${detail.throttled} photos were throttled and ${detail.network} failed on the network; they are asked for again.`,
      options,
    );
    this.detail = detail;
  }
}
