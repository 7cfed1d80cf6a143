import {appendFile, mkdtemp, readFile, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {errorOf} from '../../test/photos.ts';
import {mergeJournal} from './merge-journal.ts';
import {openShardJournal} from './shard-journal.ts';
import {sharedFolder} from './shared-folder.ts';
import type {SharedStorage} from './shared-storage.ts';

let root = '';
let storage: SharedStorage;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-journal-'));
  storage = sharedFolder(root);
});
afterEach(() => rm(root, {recursive: true}));

/** The last digit is the shard of 16, its parity that of 2. */
const id = (digit: string): string => `00000000000000f${digit}`;
const line = (digit: string, message = 'gone'): string => `${JSON.stringify({imageId: id(digit), ok: false, reason: 'absent', message})}\n`;
const job = {download: 'train', shard: {index: 1, count: 2}};

describe('openShardJournal', () => {
  test('goes on from every earlier attempt at the shard, and replaces them in the end', async () => {
    const first = await openShardJournal(storage, job, {syncMs: 1});
    await appendFile(first.path, line('1') + line('3'));
    const second = await openShardJournal(storage, job, {syncMs: 1});
    // The first was given up, but it still writes.
    await appendFile(first.path, line('5'));
    await appendFile(second.path, line('1', 'gone again'));
    const third = await openShardJournal(storage, job, {syncMs: 1});
    expect(await readFile(third.path, 'utf8')).toBe(line('1', 'gone again') + line('3') + line('5'));
    await third.finish();
    expect(await storage.list('journal/train/')).toEqual([expect.stringMatching(/^journal\/train\/1-of-2\/000002-/)]);
  });

  test('leaves out a line that a kill tore; any other that is no entry is an error', async () => {
    const first = await openShardJournal(storage, job, {syncMs: 1});
    await appendFile(first.path, `${line('1')}{"imageId":"000`);
    expect(await readFile((await openShardJournal(storage, job, {syncMs: 1})).path, 'utf8')).toBe(line('1'));
    await appendFile(first.path, `\n${line('3')}`);
    expect(await errorOf(() => openShardJournal(storage, job, {syncMs: 1}))).toMatchObject({
      code: 'downloader/journal-corrupt',
      detail: {line: 2},
    });
  });

  test('takes its share of journals of another number of shards', async () => {
    const old = await openShardJournal(storage, {download: 'train', shard: {index: 0, count: 1}}, {syncMs: 1});
    await appendFile(old.path, line('1') + line('2') + line('3'));
    const other = await openShardJournal(storage, {download: 'train-2', shard: {index: 0, count: 1}}, {syncMs: 1});
    await appendFile(other.path, line('5'));
    expect(await readFile((await openShardJournal(storage, job, {syncMs: 1})).path, 'utf8')).toBe(line('1') + line('3'));
    expect(await mergeJournal(storage, 'train', join(root, 'merged'))).toBe(3);
  });

  test('is copied to a storage that has no files, while it grows and at the end', async () => {
    const {pathOf: _, ...remote} = storage;
    const journal = await openShardJournal(remote, job, {syncMs: 1});
    await appendFile(journal.path, line('1'));
    const copied = async (): Promise<string> => String(await storage.read((await storage.list('journal/'))[0] ?? ''));
    await expect.poll(copied).toBe(line('1'));
    await appendFile(journal.path, line('3'));
    await journal.finish();
    expect(await copied()).toBe(line('1') + line('3'));
    await appendFile(journal.path, line('5'));
    await journal.close();
    expect(await copied()).toBe(line('1') + line('3') + line('5'));
    expect(await readFile(journal.path).catch(() => undefined)).toBeUndefined();
  });
});
