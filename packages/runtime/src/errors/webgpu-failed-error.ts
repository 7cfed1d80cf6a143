import {OidError} from '@oid/core';

const FAILURES = {
  lost: 'the device was lost. Start a new process; training resumes from its last checkpoint.',
  'out-of-memory': 'out of GPU memory. Start a new process with a smaller batch or image size.',
  invalid: 'a command was refused, most often for a tensor above the limits of the device. Use a smaller batch or image size.',
  'synchronous-read': 'dataSync and arraySync do not exist on this backend in Node. Await data() or array().',
} as const;

/** The GPU stopped, ran out of memory, or refused a command, so results after it are worthless. Code `runtime/webgpu-failed`. */
export class WebgpuFailedError extends OidError {
  override readonly name = 'WebgpuFailedError';

  constructor(
    readonly detail: {device: string; failure: keyof typeof FAILURES; message: string},
    options?: ErrorOptions,
  ) {
    super('runtime/webgpu-failed', `${detail.device}: ${FAILURES[detail.failure]} (${detail.message})`, options);
  }
}
