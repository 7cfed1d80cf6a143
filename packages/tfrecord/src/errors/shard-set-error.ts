import {OidError} from '@oid/core';

/** What a {@link ShardSetError} carries; `missing` are paths. */
export type ShardSetDetail = {pattern: string; reason: string; missing: readonly string[]};

/** The files that a pattern stands for are not a whole set. Code `tfrecord/shards`. */
export class ShardSetError extends OidError {
  override readonly name = 'ShardSetError';

  constructor(
    readonly detail: ShardSetDetail,
    options?: ErrorOptions,
  ) {
    const {pattern, reason, missing} = detail;
    const first = missing.length === 0 ? '' : ` (${missing.slice(0, 3).join(', ')}${missing.length > 3 ? ', …' : ''})`;
    super('tfrecord/shards', `${pattern}: ${reason}${first}. Write or download the records again, or name the files one by one.`, options);
  }
}
