import {readSync} from 'node:fs';
import {mkdir, open} from 'node:fs/promises';
import type {FileHandle} from 'node:fs/promises';
import {dirname} from 'node:path';
import type {ImageId} from '@oid/core';
import {parseJournalLine} from './journal-entry.ts';
import type {JournalEntry} from './journal-entry.ts';
import {journalLines} from './journal-lines.ts';
import {PhotoIndex} from './photo-index.ts';

const NEWLINE = 0x0a;
const TAIL = 1 << 16;
const BLOCK = 1 << 14;
const LINES_A_SYNC = 512;
const SYNC_MS = 1_000;

/**
 * A journal that is read and appended to. In memory there is only where each photo's line begins; an entry is read when it is asked for. Lines are
 * written together as they come, and flushed to disk in batches.
 */
export class Journal {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #index = new PhotoIndex();
  #block = Buffer.alloc(0);
  #blockAt = 0;
  #waiting: string[] = [];
  /** The batch that `waiting` will be, and the one before. */
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();
  #syncing: Promise<void> | undefined;
  #unsynced = 0;
  #syncedAt = Date.now();

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  /**
   * Makes the file and its folder if missing, mends a last line that a kill tore, and reads where the lines are.
   *
   * @throws JournalCorruptError
   */
  static async open(path: string): Promise<Journal> {
    await mkdir(dirname(path), {recursive: true});
    const file = await open(path, 'a+');
    try {
      await mendTail(file);
      const journal = new Journal(path, file);
      for await (const lines of journalLines(path)) {
        for (const {entry, byteOffset} of lines) journal.#index.setLine(entry.imageId, byteOffset);
      }
      return journal;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** Marks a photo as met by this run. @returns whether it was met for the first time. */
  meet(imageId: ImageId): boolean {
    return this.#index.meet(imageId);
  }

  /** What earlier runs last wrote about a photo. */
  entryOf(imageId: ImageId): JournalEntry | undefined {
    const byteOffset = this.#index.lineOf(imageId);
    if (byteOffset === undefined) return undefined;
    const entry = parseJournalLine(this.#lineAt(byteOffset));
    if (typeof entry === 'string') throw new Error(`${this.#path} was changed by another program while it was in use: ${entry}`);
    return entry;
  }

  /** What was read with a line is kept: its neighbours are often asked for next. */
  #lineAt(byteOffset: number): string {
    let start = byteOffset - this.#blockAt;
    let end = start < 0 ? -1 : this.#block.indexOf(NEWLINE, start);
    for (let length = BLOCK; end === -1; length *= 8) {
      const bytes = Buffer.allocUnsafe(length);
      const read = readSync(this.#file.fd, bytes, 0, length, byteOffset);
      [this.#block, this.#blockAt, start] = [bytes.subarray(0, read), byteOffset, 0];
      end = this.#block.indexOf(NEWLINE);
      if (end === -1 && read < length) end = read;
    }
    return this.#block.toString('utf8', start, end);
  }

  /** Resolves when the line is with the operating system, where a kill of this process no longer reaches it. */
  append(entry: JournalEntry): Promise<void> {
    this.#waiting.push(`${JSON.stringify(entry)}\n`);
    return (this.#next ??= this.#last = this.#last.then(() => this.#write()));
  }

  /** Waits for what was appended, flushes it to disk and closes. */
  async close(): Promise<void> {
    try {
      await this.#last.catch(() => undefined);
      await this.#syncing;
      await this.#file.sync();
    } finally {
      await this.#file.close();
    }
  }

  /** Whatever is appended while one batch is written makes up the next. After a failure nothing more is written: the line may be torn. */
  async #write(): Promise<void> {
    const lines = this.#waiting;
    this.#waiting = [];
    this.#next = undefined;
    await this.#file.appendFile(lines.join(''));
    this.#unsynced += lines.length;
    if (this.#unsynced >= LINES_A_SYNC || Date.now() - this.#syncedAt >= SYNC_MS) this.#startSync();
  }

  #startSync(): void {
    if (this.#syncing !== undefined) return;
    this.#unsynced = 0;
    this.#syncing = this.#file
      .datasync()
      // The last flush, on closing, tells.
      .catch(() => undefined)
      .then(() => {
        this.#syncedAt = Date.now();
        this.#syncing = undefined;
      });
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
