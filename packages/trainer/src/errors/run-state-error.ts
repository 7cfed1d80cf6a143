import {OidError} from '@oid/core';

/** The JSON beside a checkpoint is missing or is not what training wrote. Code `trainer/run-state`. */
export class RunStateError extends OidError {
  override readonly name = 'RunStateError';

  constructor(
    readonly detail: {path: string; reason: string},
    options?: ErrorOptions,
  ) {
    super(
      'trainer/run-state',
      `${detail.path}: ${detail.reason}. Without it training cannot go on exactly: put the file back, or choose another runDirectory ` +
        '(restoreModel still loads the weights).',
      options,
    );
  }
}
