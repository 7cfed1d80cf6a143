import {OidError} from '@oid/core';

/** A record cannot be read, or is not a detection example with a whole picture. Code `trainer/bad-record`; `cause` says what is wrong. */
export class BadRecordError extends OidError {
  override readonly name = 'BadRecordError';

  constructor(
    readonly detail: {path: string; index: number; reason: string},
    options?: ErrorOptions,
  ) {
    super(
      'trainer/bad-record',
      `${detail.path}: record ${detail.index} (counted from 0) cannot be used: ${detail.reason} Build this file again; a killed run goes on from its last checkpoint.`,
      options,
    );
  }
}
