import {copyFile, mkdir, mkdtemp, readFile, readdir, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import {fixturePath, toySsd} from '../../fixtures/golden.ts';
import type {CheckpointTensor} from '../checkpoint-tensor.ts';
import {latestCheckpoint, updateCheckpointState} from './checkpoint-state.ts';
import {readCheckpoint} from './read-checkpoint.ts';
import {writeCheckpoint} from './write-checkpoint.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'oid-checkpoint-'));
});
afterEach(() => rm(folder, {recursive: true}));

const TENSORS = new Map<string, CheckpointTensor>([['global_step', {dtype: 'int64', shape: [], data: BigInt64Array.of(7n)}]]);

describe('writeCheckpoint and readCheckpoint', () => {
  test("write TensorFlow's two files and read them", async () => {
    const prefix = join(folder, 'run/ckpt/model.ckpt-7');
    await writeCheckpoint(prefix, toySsd());
    const names = ['model.ckpt-7.data-00000-of-00001', 'model.ckpt-7.index'];
    expect(await readdir(join(folder, 'run/ckpt'))).toEqual(names);
    for (const name of names) {
      expect((await readFile(join(folder, 'run/ckpt', name))).equals(await readFile(fixturePath(`saver/${name}`)))).toBe(true);
    }
    expect(await readCheckpoint(prefix)).toEqual(toySsd());
  });

  test('read several shards, and what a filter leaves', async () => {
    const tensors = await readCheckpoint(fixturePath('shards/merged'));
    expect(tensors).toEqual(toySsd());
    expect([...(await readCheckpoint(fixturePath('shards/merged'), {filter: (name) => name === 'global_step'})).keys()]).toEqual([
      'global_step',
    ]);
  });

  test('write nothing when a tensor is wrong', async () => {
    const wrong = new Map<string, CheckpointTensor>([['v', {dtype: 'float32', shape: [2], data: new Float32Array(1)}]]);
    await expect(writeCheckpoint(join(folder, 'new/model'), wrong)).rejects.toMatchObject({code: 'checkpoint/tensor'});
    expect(await readdir(folder)).toEqual([]);
  });

  test('name the file that is missing', async () => {
    const prefix = join(folder, 'model-1');
    await expect(readCheckpoint(prefix)).rejects.toMatchObject({code: 'checkpoint/missing', detail: {path: `${prefix}.index`}});
    await writeCheckpoint(prefix, TENSORS);
    await rm(`${prefix}.data-00000-of-00001`);
    await expect(readCheckpoint(prefix)).rejects.toMatchObject({detail: {path: `${prefix}.data-00000-of-00001`, prefix}});
    await mkdir(`${prefix}.data-00000-of-00001`);
    await expect(readCheckpoint(prefix)).rejects.toMatchObject({code: 'EISDIR'});
  });

  test('name the file that is damaged', async () => {
    const prefix = join(folder, 'model-1');
    await writeCheckpoint(prefix, TENSORS);
    await writeFile(`${prefix}.data-00000-of-00001`, new Uint8Array(8));
    await expect(readCheckpoint(prefix)).rejects.toMatchObject({
      code: 'checkpoint/corrupt',
      detail: {source: `${prefix}.data-00000-of-00001`, byteOffset: 0, tensor: 'global_step'},
    });
  });
});

describe('latestCheckpoint', () => {
  test("reads TensorFlow's state files, of Saver and of CheckpointManager", async () => {
    expect(await latestCheckpoint(fixturePath('saver'))).toBe(fixturePath('saver/model.ckpt-7'));
    expect(await latestCheckpoint(fixturePath('objects'))).toBe(fixturePath('objects/ckpt-1'));
  });

  test('is undefined where there is no checkpoint yet', async () => {
    expect(await latestCheckpoint(folder)).toBeUndefined();
    expect(await latestCheckpoint(join(folder, 'none'))).toBeUndefined();
  });

  test.each([
    ['', 'it is empty'],
    ['\n', 'it is empty'],
    ['all_model_checkpoint_paths: "a"', 'it has no model_checkpoint_path'],
    ['model_checkpoint_path: ""', 'it has no model_checkpoint_path'],
    ['model_checkpoint_path: "model-1', 'unterminated string (line 1)'],
    ['{"latest": 1}', 'line 1'],
  ])('says so when the file holds %j', async (text, reason) => {
    await writeFile(join(folder, 'checkpoint'), text);
    const failure = (await latestCheckpoint(folder).catch((error: unknown) => error)) as Error & {code: string};
    expect(failure.code).toBe('checkpoint/state');
    expect(failure.message).toMatch(new RegExp(`^${join(folder, 'checkpoint')}: does not name the latest checkpoint: `));
    expect(failure.message).toContain(reason);
  });

  test('says so when the checkpoint that it names is gone', async () => {
    await writeFile(join(folder, 'checkpoint'), 'model_checkpoint_path: "model-1"');
    await expect(latestCheckpoint(folder)).rejects.toMatchObject({
      code: 'checkpoint/missing',
      detail: {path: join(folder, 'model-1.index')},
    });
  });

  test('finds an absolute path again after the folder was moved', async () => {
    await copyFile(fixturePath('saver/model.ckpt-7.index'), join(folder, 'model.ckpt-7.index'));
    await writeFile(join(folder, 'checkpoint'), 'model_checkpoint_path: "/home/somebody/train/model.ckpt-7"');
    expect(await latestCheckpoint(folder)).toBe(join(folder, 'model.ckpt-7'));
  });
});

describe('updateCheckpointState', () => {
  test('writes paths relative to the folder, the latest one among them', async () => {
    const first = join(folder, 'model-1');
    const second = join(folder, 'model-2');
    await updateCheckpointState(folder, second, [first]);
    expect(await readFile(join(folder, 'checkpoint'), 'utf8')).toBe(
      'model_checkpoint_path: "model-2"\nall_model_checkpoint_paths: "model-1"\nall_model_checkpoint_paths: "model-2"\n',
    );
    await updateCheckpointState(folder, second, [first, second]);
    await writeCheckpoint(second, TENSORS);
    expect(await latestCheckpoint(folder)).toBe(second);
  });

  test('keeps a path outside the folder absolute', async () => {
    await updateCheckpointState(join(folder, 'run'), join(folder, 'best'), []);
    const path = resolve(folder, 'best');
    expect(await readFile(join(folder, 'run/checkpoint'), 'utf8')).toBe(
      `model_checkpoint_path: "${path}"\nall_model_checkpoint_paths: "${path}"\n`,
    );
  });

  test('escapes what text format cannot hold as it is', async () => {
    const prefix = join(folder, `it's "5\\6" é\n`);
    await updateCheckpointState(folder, prefix, []);
    expect(await readFile(join(folder, 'checkpoint'), 'utf8')).toContain(`model_checkpoint_path: "it's \\"5\\\\6\\" \\303\\251\\n"\n`);
    await writeCheckpoint(prefix, TENSORS);
    expect(await latestCheckpoint(folder)).toBe(prefix);
  });
});
