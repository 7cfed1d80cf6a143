import {mkdir, mkdtemp, readFile, readdir, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {errorOf} from '../test/photos.ts';
import {writePhotoFile} from './write-photo-file.ts';

test('makes the folder, replaces a file as a whole, leaves nothing beside it, and writes again what a neighbour cleared away', async () => {
  const root = await mkdtemp(join(tmpdir(), 'oid-photo-file-'));
  const path = join(root, 'ab/cd.jpg');
  await writePhotoFile(path, Buffer.from('one'));
  await writePhotoFile(path, Buffer.alloc(0));
  expect(await readFile(path, 'utf8')).toBe('');
  const writing = writePhotoFile(path, Buffer.from('two'));
  // It is being flushed, or done already.
  for (const name of await readdir(join(root, 'ab'))) if (name.endsWith('.tmp')) await rm(join(root, 'ab', name), {force: true});
  await writing;
  expect(await readFile(path, 'utf8')).toBe('two');
  await mkdir(join(root, 'ab/folder.jpg'));
  expect(await errorOf(() => writePhotoFile(join(root, 'ab/folder.jpg'), Buffer.from('x')))).toMatchObject({code: 'EISDIR'});
  expect((await readdir(join(root, 'ab'))).sort()).toEqual(['cd.jpg', 'folder.jpg']);
  await rm(root, {recursive: true});
});
