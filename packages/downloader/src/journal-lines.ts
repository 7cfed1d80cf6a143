import {open} from 'node:fs/promises';
import {JournalCorruptError} from './errors/journal-corrupt-error.ts';
import {parseJournalLine} from './journal-entry.ts';
import type {JournalEntry} from './journal-entry.ts';

const NEWLINE = 0x0a;
const BLOCK = 1 << 18;

/**
 * Streams a journal, one JSON object a line, in constant memory. A last line that was torn by a kill is left out; a journal that does not exist is
 * empty.
 *
 * @throws {@link JournalCorruptError} for any other line that is no entry.
 */
export async function* journalLines(path: string): AsyncGenerator<{entry: JournalEntry; byteOffset: number}[]> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return;
  try {
    let broken: JournalCorruptError | undefined;
    let number = 0;
    let byteOffset = 0;
    const parse = (line: string): JournalEntry | undefined => {
      number += 1;
      if (broken !== undefined) throw broken;
      if (line === '') return undefined;
      const entry = parseJournalLine(line);
      if (typeof entry !== 'string') return entry;
      broken = new JournalCorruptError(path, number, entry);
      return undefined;
    };
    const block = Buffer.alloc(BLOCK);
    let rest = Buffer.alloc(0);
    for (;;) {
      const {bytesRead} = await file.read(block, 0, BLOCK, null);
      const bytes = Buffer.concat([rest, block.subarray(0, bytesRead)]);
      const found: {entry: JournalEntry; byteOffset: number}[] = [];
      let start = 0;
      const take = (end: number): void => {
        const entry = parse(bytes.toString('utf8', start, end));
        if (entry !== undefined) found.push({entry, byteOffset});
        byteOffset += end + 1 - start;
        start = end + 1;
      };
      for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) take(end);
      if (bytesRead === 0 && start < bytes.length) take(bytes.length);
      if (found.length > 0) yield found;
      if (bytesRead === 0) return;
      rest = bytes.subarray(start);
    }
  } finally {
    await file.close();
  }
}
