import {appendFile, mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {errorOf, idOf} from '../test/photos.ts';
import {Journal} from './journal.ts';
import type {JournalEntry} from './journal-entry.ts';
import {readJournal} from './read-journal.ts';

const ok = (n: number, bytes = 10): JournalEntry => ({
  imageId: idOf(n),
  ok: true,
  bytes,
  receivedBytes: 20,
  receivedMd5: 'x',
  source: 'original',
});
const gone = (n: number): JournalEntry => ({
  imageId: idOf(n),
  ok: false,
  reason: 'absent',
  message: 'the server answered 404',
  status: 404,
});

let path = '';
beforeEach(async () => {
  path = join(await mkdtemp(join(tmpdir(), 'oid-journal-')), 'journal/train.ndjson');
});
afterEach(() => rm(join(path, '../..'), {recursive: true}));

async function append(...entries: JournalEntry[]): Promise<void> {
  const journal = await Journal.open(path);
  await Promise.all(entries.map((entry) => journal.append(entry)));
  await journal.close();
}

describe('readJournal', () => {
  test('is empty where there is no journal', async () => {
    expect(await readJournal(path)).toEqual(new Map());
  });

  test('lets the last line of a photo hold', async () => {
    await append(gone(1), ok(2), ok(1, 5));
    expect(await readJournal(path)).toEqual(
      new Map([
        [idOf(1), ok(1, 5)],
        [idOf(2), ok(2)],
      ]),
    );
  });

  test('leaves out a torn last line and names any other that is broken', async () => {
    await append(ok(1));
    await appendFile(path, '{"imageId":"02');
    expect([...(await readJournal(path)).keys()]).toEqual([idOf(1)]);
    await appendFile(path, '\n');
    await append(ok(3));
    expect(await errorOf(() => readJournal(path))).toMatchObject({code: 'downloader/journal-corrupt', detail: {path, line: 2}});
  });

  test.each([['[]'], ['{"imageId":"../../x","ok":true}'], [`{"imageId":"${idOf(1)}","ok":false,"reason":"lost","message":""}`], ['null']])(
    'does not take %s for an entry',
    async (line) => {
      await append(ok(9));
      await writeFile(path, `${line}\n${await readFile(path, 'utf8')}`);
      expect(await errorOf(() => readJournal(path))).toMatchObject({detail: {line: 1}});
    },
  );
});

describe('Journal', () => {
  test('cuts off a torn last line, however long, before it appends', async () => {
    await append(ok(1));
    await appendFile(path, `{"imageId":"${'0'.repeat(200_000)}`);
    await append(ok(2));
    expect(await readFile(path, 'utf8')).toBe(`${JSON.stringify(ok(1))}\n${JSON.stringify(ok(2))}\n`);
  });

  test('finds what was last said of a photo, in any order, be the line short or long', async () => {
    const entries = Array.from({length: 200}, (_, n) => ({...gone(n), message: 'é'.repeat((n * 7919) % 30_000)}));
    await append(ok(3), ...entries, ok(7));
    const last = (n: number): JournalEntry | undefined => (n === 7 ? ok(7) : entries[n]);
    const journal = await Journal.open(path);
    for (let n = 0; n < 200; n += 1) expect(journal.entryOf(idOf(n))).toEqual(last(n));
    for (let n = 0; n < 200; n += 1) expect(journal.entryOf(idOf((n * 37) % 200))).toEqual(last((n * 37) % 200));
    expect(journal.entryOf(idOf(201))).toBeUndefined();
    await journal.close();
  });

  test('keeps a last line that lacks nothing but its end', async () => {
    await append(ok(1));
    await writeFile(path, JSON.stringify(ok(1)));
    await append(ok(2));
    expect([...(await readJournal(path)).keys()]).toEqual([idOf(1), idOf(2)]);
  });
});
