import {mkdir, writeFile} from 'node:fs/promises';
import {beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {recordPaths} from './record-paths.ts';

const path = useTemporaryFolder();
beforeAll(async () => {
  await mkdir(path('records'));
  for (const name of ['train-00001-of-00002', 'train-00000-of-00002', 'validation-00000-of-00001', 'train+x'])
    await writeFile(path(`records/${name}`), '');
});

describe('recordPaths', () => {
  test('fits patterns to names, in their order, each file once', async () => {
    const train = ['records/train-00000-of-00002', 'records/train-00001-of-00002'].map(path);
    expect(await recordPaths(['records/train-?????-of-00002'], path('.'))).toEqual(train);
    expect(await recordPaths([path('records/train-*')], 'elsewhere')).toEqual(train);
    expect(await recordPaths(['records/train-00001-of-00002', 'records/train-*'], path('.'))).toEqual(train.toReversed());
    expect(await recordPaths(['records/train+?'], path('.'))).toEqual([path('records/train+x')]);
  });

  test('says what is there instead when nothing fits', async () => {
    await expect(recordPaths(['records/train-?????-of-00010'], path('.'))).rejects.toMatchObject({
      code: 'trainer/no-records',
      message: expect.stringContaining('train-?????-of-00010 fits no file; train-0000') as unknown,
    });
    await expect(recordPaths(['nowhere/x-*'], path('.'))).rejects.toThrow('fits no file, but at least one is needed');
  });
});
