import {createReadStream} from 'node:fs';
import {createInterface} from 'node:readline';
import type {ImageId} from '@oid/core';
import {JournalCorruptError} from './errors/journal-corrupt-error.ts';
import {parseJournalLine} from './journal-entry.ts';
import type {JournalEntry} from './journal-entry.ts';

/**
 * Reads a journal: one JSON object a line. Of several lines for one photo the last holds. A last line that was torn by a kill is left out; a
 * journal that does not exist is empty.
 *
 * @throws {@link JournalCorruptError} for any other line that is no entry.
 */
export async function readJournal(path: string): Promise<Map<ImageId, JournalEntry>> {
  const entries = new Map<ImageId, JournalEntry>();
  let broken: JournalCorruptError | undefined;
  let number = 0;
  const stream = createReadStream(path, 'utf8');
  try {
    for await (const line of createInterface({input: stream, crlfDelay: Infinity})) {
      number += 1;
      if (broken !== undefined) throw broken;
      if (line === '') continue;
      const entry = parseJournalLine(line);
      if (typeof entry === 'string') broken = new JournalCorruptError(path, number, entry);
      else entries.set(entry.imageId, entry);
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return entries;
    throw error;
  } finally {
    stream.destroy();
  }
  return entries;
}
