import {encodeDetectionExample} from '@oid/tfrecord';
import {writeRecords} from '@oid/tfrecord/node';
import {readFile, writeFile} from 'node:fs/promises';
import {describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {tinyExample, writeTinyRecords} from '../../test/tiny-records.ts';
import type {BadRecordError} from '../errors/bad-record-error.ts';
import {loadPicture} from './load-picture.ts';
import {RecordSet} from './record-set.ts';

const path = useTemporaryFolder();
const load = {size: {height: 16, width: 16}, numClasses: 2};

describe('RecordSet', () => {
  test('reads several files as one list, empty ones included', async () => {
    const paths = [
      await writeTinyRecords(path('a'), 2, 0),
      await writeTinyRecords(path('b'), 0),
      await writeTinyRecords(path('c'), 3, 2),
      await writeTinyRecords(path('d'), 0),
    ];
    const records = await RecordSet.open(paths);
    expect(records.count).toBe(5);
    const names = await Promise.all([0, 1, 2, 3, 4].map(async (index) => (await records.read(index)).filename));
    expect(names).toEqual([0, 1, 2, 3, 4].map((index) => `tiny-${index}.png`));
    expect(records.place(1)).toEqual({path: path('a'), index: 1});
    expect(records.place(4)).toEqual({path: path('c'), index: 2});
    await records.close();
  });

  test('has a digest that follows the files and their order', async () => {
    const digest = async (...names: string[]): Promise<string> => {
      const records = await RecordSet.open(names.map(path));
      await records.close();
      return records.digest;
    };
    expect(await digest('a', 'c')).toBe(await digest('a', 'c'));
    expect(await digest('a', 'c')).not.toBe(await digest('c', 'a'));
    expect(await digest('a')).toMatch(/^[0-9a-f]{16}$/);
  });

  test('refuses an empty list and empty files', async () => {
    await expect(RecordSet.open([])).rejects.toMatchObject({
      code: 'trainer/no-records',
      message: expect.stringContaining('options.records is empty'),
    });
    await expect(RecordSet.open([path('b')])).rejects.toMatchObject({code: 'trainer/no-records', detail: {paths: [path('b')]}});
  });

  test('names file and record when a payload is corrupt', async () => {
    const bytes = await readFile(await writeTinyRecords(path('e'), 2));
    bytes[bytes.length - 20] = (bytes[bytes.length - 20] as number) ^ 1;
    await writeFile(path('e'), bytes);
    const records = await RecordSet.open([path('a'), path('e')]);
    await expect(records.read(2)).resolves.toMatchObject({filename: 'tiny-0.png'});
    const failure = (await records.read(3).catch((error: unknown) => error)) as BadRecordError;
    expect(failure).toMatchObject({code: 'trainer/bad-record', detail: {path: path('e'), index: 1}, cause: {code: 'tfrecord/corrupt'}});
    expect(failure.message).toContain(path('e'));
    await records.close();
  });
});

describe('loadPicture', () => {
  test('stretches the picture and leaves boxes as they are', async () => {
    const records = await RecordSet.open([path('a')]);
    const picture = await loadPicture(records, 0, load);
    expect(picture.rgb).toHaveLength(16 * 16 * 3);
    expect([...picture.groundTruth.boxes]).toEqual([...(await tinyExample(0)).boxes]);
    expect([...picture.groundTruth.classes]).toEqual([1]);
    await records.close();
  });

  test('refuses a class that the model does not have, and a broken picture', async () => {
    const broken = await tinyExample(2, {encoded: Uint8Array.of(1, 2, 3)});
    await writeRecords(path('f'), [encodeDetectionExample(await tinyExample(1)), encodeDetectionExample(broken)]);
    const records = await RecordSet.open([path('f')]);
    await expect(loadPicture(records, 0, {...load, numClasses: 1})).rejects.toMatchObject({
      code: 'trainer/class-range',
      detail: {path: path('f'), index: 0, classId: 2, numClasses: 1},
    });
    await expect(loadPicture(records, 1, load)).rejects.toMatchObject({
      code: 'trainer/bad-record',
      detail: {path: path('f'), index: 1},
      cause: {code: 'imaging/corrupt'},
    });
    await records.close();
  });
});
