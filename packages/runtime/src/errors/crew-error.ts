import {OidError} from '@oid/core';

/** A task failed on another thread, so the numbers of the step cannot be trusted. Code `runtime/crew`. */
export class CrewError extends OidError {
  override readonly name = 'CrewError';
  readonly detail: Record<string, never> = {};

  constructor(options?: ErrorOptions) {
    super(
      'runtime/crew',
      'A training kernel failed on a worker thread. Start the runtime with {threads: 1} and report the shapes in use.',
      options,
    );
  }
}
