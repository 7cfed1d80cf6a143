/**
 * The base of every error that an OID library throws. Branch on {@link hasCode} rather than on `instanceof`, which fails when two copies of
 * a package are installed.
 */
export class OidError extends Error {
  override readonly name: string = 'OidError';
  /** Stable identifier, `package/what`, such as `tfrecord/corrupt`. */
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** True when `error` is an error of ours with this `code`, whichever installed copy of the package made it. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
