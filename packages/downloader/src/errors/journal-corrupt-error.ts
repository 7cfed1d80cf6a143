import {OidError} from '@oid/core';

/** A line of a journal, other than a torn last one, is no journal entry. Code `downloader/journal-corrupt`. */
export class JournalCorruptError extends OidError {
  override readonly name = 'JournalCorruptError';
  readonly detail: {path: string; line: number; reason: string};

  constructor(path: string, line: number, reason: string, options?: ErrorOptions) {
    super(
      'downloader/journal-corrupt',
      `${path}:${line}: ${reason}. Remove the line; the photo it spoke of is then checked or fetched again.`,
      options,
    );
    this.detail = {path, line, reason};
  }
}
