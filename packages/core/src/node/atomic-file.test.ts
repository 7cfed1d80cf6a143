import {mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {AtomicFile, writeFileAtomic} from './atomic-file.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-core-'));
});
afterEach(() => rm(folder, {recursive: true}));

describe('writeFileAtomic', () => {
  test('makes folders and leaves nothing but the file', async () => {
    await writeFileAtomic(join(folder, 'a/b/c.txt'), 'whole');
    expect(await readFile(join(folder, 'a/b/c.txt'), 'utf8')).toBe('whole');
    expect(await readdir(join(folder, 'a/b'))).toEqual(['c.txt']);
  });

  test('replaces an older file', async () => {
    await writeFileAtomic(join(folder, 'c'), 'old');
    await writeFileAtomic(join(folder, 'c'), new Uint8Array([1, 2]));
    expect([...(await readFile(join(folder, 'c')))]).toEqual([1, 2]);
  });
});

describe('AtomicFile', () => {
  test('shows the old file until it is committed', async () => {
    const path = join(folder, 'c');
    await writeFileAtomic(path, 'old');
    const file = await AtomicFile.create(path);
    await file.write('new ');
    await file.write('file');
    expect(await readFile(path, 'utf8')).toBe('old');
    await file.commit();
    expect(await readFile(path, 'utf8')).toBe('new file');
  });

  test('leaves nothing behind when aborted', async () => {
    const file = await AtomicFile.create(join(folder, 'c'));
    await file.write('half');
    await file.abort();
    expect(await readdir(folder)).toEqual([]);
  });
});
