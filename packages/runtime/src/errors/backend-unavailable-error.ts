import {OidError} from '@oid/core';

/** No candidate for the backend, or the GPU, that was asked for starts. Code `runtime/backend-unavailable`. */
export class BackendUnavailableError extends OidError {
  override readonly name = 'BackendUnavailableError';

  constructor(
    readonly detail: {backend: string; reasons: readonly string[]; remedies: readonly string[]},
    options?: ErrorOptions,
  ) {
    super(
      'runtime/backend-unavailable',
      `Backend ${detail.backend} does not start: ${detail.reasons.join('; ')}. ${detail.remedies.join(' Or: ')}` +
        (detail.backend === 'auto' ? '' : " Or pass {backend: 'auto'} to take the best that is there."),
      options,
    );
  }
}
