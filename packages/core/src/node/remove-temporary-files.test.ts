import {mkdir, mkdtemp, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {removeTemporaryFiles} from './remove-temporary-files.ts';

test('removeTemporaryFiles deletes what dead writers left, and nothing else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'oid-core-'));
  try {
    await mkdir(join(folder, 'deep'));
    const deadPid = 2 ** 22 + 1; // above the largest pid that Linux gives
    await writeFile(join(folder, `deep/table.csv.${deadPid}-3.tmp`), '');
    await writeFile(join(folder, `live.csv.${process.pid}-3.tmp`), '');
    await writeFile(join(folder, 'table.csv'), '');
    expect(await removeTemporaryFiles(folder)).toBe(1);
    expect((await readdir(folder, {recursive: true})).toSorted()).toEqual(['deep', `live.csv.${process.pid}-3.tmp`, 'table.csv']);
    expect(await removeTemporaryFiles(join(folder, 'absent'))).toBe(0);
  } finally {
    await rm(folder, {recursive: true});
  }
});
