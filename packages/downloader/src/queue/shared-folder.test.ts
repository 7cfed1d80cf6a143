import {mkdir, mkdtemp, readdir, rm, utimes, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {errorOf, idOf, photoOf} from '../../test/photos.ts';
import {sharedFolder} from './shared-folder.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'oid-shared-'));
});
afterEach(() => rm(root, {recursive: true}));

describe('sharedFolder', () => {
  test('writes, lists, reads and removes', async () => {
    const storage = sharedFolder(root);
    for (const key of ['journal/b', 'journal/a/1', 'journal-2']) await storage.write(key, Buffer.from(key));
    expect(await storage.list('journal/')).toEqual(['journal/a/1', 'journal/b']);
    expect(await storage.list('journal/a')).toEqual(['journal/a/1']);
    expect(await storage.list('nothing/')).toEqual([]);
    expect(String(await storage.read('journal/a/1'))).toBe('journal/a/1');
    await storage.remove('journal/a/1');
    await storage.remove('journal/a/1');
    expect(await storage.read('journal/a/1')).toBeUndefined();
  });

  test('keeps photos as a folder does, with nothing beside them', async () => {
    const photos = sharedFolder(root).photos('images/train');
    await photos.put(idOf(1), photoOf(1));
    expect(await readdir(join(root, 'images/train'), {recursive: true})).toEqual(['01', `01/${idOf(1)}.jpg`]);
    expect(await photos.sizeOf(idOf(1))).toBe(400);
    expect(await photos.read(idOf(1))).toEqual(photoOf(1));
    expect(await readdir(join(root, '.tmp'))).toEqual([]);
  });

  test('never leaves its folder', async () => {
    const storage = sharedFolder(root);
    const outside = [
      () => storage.write('../x', photoOf(1)),
      () => storage.read('/etc/passwd'),
      () => storage.list('../'),
      () => storage.remove('a/../../x'),
      async () => storage.photos('../images').put(idOf(1), photoOf(1)),
    ];
    for (const work of outside) expect(await errorOf(work)).toMatchObject({code: 'core/outside-folder'});
    expect(await errorOf(() => sharedFolder(''))).toMatchObject({code: 'core/option'});
  });

  test('removes what is long left over, and lets be what another machine may be writing', async () => {
    await mkdir(join(root, '.tmp'));
    for (const name of ['old.tmp', 'new.tmp']) await writeFile(join(root, '.tmp', name), 'x');
    const hours = Date.now() / 1000 - 7_200;
    await utimes(join(root, '.tmp/old.tmp'), hours, hours);
    await sharedFolder(root).clearTemporary();
    expect(await readdir(join(root, '.tmp'))).toEqual(['new.tmp']);
  });
});
