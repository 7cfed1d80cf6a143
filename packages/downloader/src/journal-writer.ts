import {mkdir, open} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {dirname} from 'node:path';
import {parseJournalLine} from './journal-entry.ts';
import type {JournalEntry} from './journal-entry.ts';

const NEWLINE = 0x0a;
const TAIL = 1 << 16;

/** Appends whole lines to a journal, one after the other. */
export class JournalWriter {
  readonly #file: FileHandle;
  #last: Promise<void> = Promise.resolve();

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** Makes the file and its folder if missing, and mends a last line that a kill tore. */
  static async open(path: string): Promise<JournalWriter> {
    await mkdir(dirname(path), {recursive: true});
    const file = await open(path, 'a+');
    try {
      await mendTail(file);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new JournalWriter(file);
  }

  /** Resolves when the line is with the operating system, where a kill of this process no longer reaches it. */
  append(entry: JournalEntry): Promise<void> {
    const line = `${JSON.stringify(entry)}\n`;
    const written = this.#last.then(() => this.#file.appendFile(line));
    this.#last = written.catch(() => undefined);
    return written;
  }

  /** Waits for what was appended, flushes it to disk and closes. */
  async close(): Promise<void> {
    await this.#last;
    try {
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }
}

/** Ends an unfinished last line where it is an entry, cuts it off where it is none. */
async function mendTail(file: FileHandle): Promise<void> {
  const {size} = await file.stat();
  let tail = Buffer.alloc(0);
  while (tail.length < size && !tail.includes(NEWLINE)) {
    const length = Math.min(TAIL, size - tail.length);
    const piece = Buffer.alloc(length);
    await file.read(piece, 0, length, size - tail.length - length);
    tail = Buffer.concat([piece, tail]);
  }
  const unfinished = tail.subarray(tail.lastIndexOf(NEWLINE) + 1);
  if (unfinished.length === 0) return;
  if (typeof parseJournalLine(unfinished.toString('utf8')) === 'string') await file.truncate(size - unfinished.length);
  else await file.appendFile('\n');
}
