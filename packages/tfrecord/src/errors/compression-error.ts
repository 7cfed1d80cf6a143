import {OidError} from '@oid/core';

/** What a {@link CompressionError} carries. */
export type CompressionDetail = {source: string; compression: 'gzip' | 'zlib'; reason: string};

/** A compressed TFRecord file is damaged, ends early, or is compressed in another way. Code `tfrecord/compression`. */
export class CompressionError extends OidError {
  override readonly name = 'CompressionError';

  constructor(
    readonly detail: CompressionDetail,
    options?: ErrorOptions,
  ) {
    const {source, compression, reason} = detail;
    super(
      'tfrecord/compression',
      `${source}: the ${compression} data cannot be unpacked (${reason}). Records up to here are whole. Download or write the file again.`,
      options,
    );
  }
}
