import type {ImageId} from '@oid/core';
import type {JournalEntry} from './journal-entry.ts';
import {journalLines} from './journal-lines.ts';

/**
 * Reads a journal into memory: of several lines for one photo the last holds. A last line that was torn by a kill is left out; a journal that
 * does not exist is empty. For millions of photos see `reportJournal`, which keeps none.
 *
 * @throws JournalCorruptError for any other line that is no entry.
 */
export async function readJournal(path: string): Promise<Map<ImageId, JournalEntry>> {
  const entries = new Map<ImageId, JournalEntry>();
  for await (const lines of journalLines(path)) for (const {entry} of lines) entries.set(entry.imageId, entry);
  return entries;
}
