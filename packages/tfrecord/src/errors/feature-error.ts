import {OidError} from '@oid/core';

/** What a {@link FeatureError} carries; `key` is the feature's key, such as `image/object/class/label`. */
export type FeatureDetail = {source: string; key: string; found: string; expected: string};

/** A feature is missing, of the wrong kind or length, or holds a value out of its range. Code `tfrecord/feature`. */
export class FeatureError extends OidError {
  override readonly name = 'FeatureError';
  readonly detail: FeatureDetail;

  constructor(detail: FeatureDetail, options?: ErrorOptions) {
    super(
      'tfrecord/feature',
      `${detail.source}: feature ${JSON.stringify(detail.key)} ${detail.found}; expected ${detail.expected}. ` +
        `Correct the annotation or leave the example out.`,
      options,
    );
    this.detail = detail;
  }
}
