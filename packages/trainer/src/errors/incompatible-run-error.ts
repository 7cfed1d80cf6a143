import {OidError} from '@oid/core';

/** One thing that a checkpoint and the present call disagree about. */
export type RunDifference = {what: string; saved: string; asked: string};

/** A checkpoint belongs to another model or to other options. Code `trainer/incompatible-run`. Nothing was changed. */
export class IncompatibleRunError extends OidError {
  override readonly name = 'IncompatibleRunError';

  constructor(
    readonly detail: {path: string; differences: readonly RunDifference[]},
    options?: ErrorOptions,
  ) {
    const shown = detail.differences.slice(0, 5).map(({what, saved, asked}) => `${what} is ${saved} there and ${asked} here`);
    const more = detail.differences.length > shown.length ? `; and ${detail.differences.length - shown.length} more` : '';
    super(
      'trainer/incompatible-run',
      `${detail.path} cannot be resumed: ${shown.join('; ')}${more}. Pass what the run was started with, or choose another runDirectory.`,
      options,
    );
  }
}
