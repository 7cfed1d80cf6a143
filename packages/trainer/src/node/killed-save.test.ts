import type * as OidCoreNode from '@oid/core/node';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {appendFile, readdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, expect, test, vi} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {createTinyModel, snapshot} from '../../test/tiny-model.ts';
import {writeTinyRecords} from '../../test/tiny-records.ts';
import type {TrainOptions} from '../train-options.ts';
import {train} from './train.ts';

/** Every file of a checkpoint is written through these; the counter makes one of the writes the last thing that the process does. */
const writes = vi.hoisted(() => ({done: 0, killAt: Infinity}));
vi.mock('@oid/core/node', async (original) => {
  const actual = await original<typeof OidCoreNode>();
  const count = async (target: string): Promise<void> => {
    writes.done += 1;
    if (writes.done < writes.killAt) return;
    await writeFile(`${target}.4711-${writes.done}.tmp`, 'half of it');
    throw new Error('killed');
  };
  return {
    ...actual,
    writeFileAtomic: async (target: string, data: Uint8Array | string) => {
      await count(target);
      return actual.writeFileAtomic(target, data);
    },
    AtomicFile: {
      create: async (target: string) => {
        await count(target);
        return actual.AtomicFile.create(target);
      },
    },
  };
});

const path = useTemporaryFolder();
beforeAll(async () => {
  await tf.setBackend('cpu');
});

test('a run killed at any write of any save ends bit-equal', async () => {
  const records = [await writeTinyRecords(path('records'), 4)];
  const options = (run: string): TrainOptions => ({
    records,
    runDirectory: path(run),
    batchSize: 2,
    epochs: 2,
    momentum: 0.9,
    horizontalFlip: true,
    checkpointEverySeconds: 0,
    keepCheckpoints: 2,
  });
  const whole = createTinyModel();
  writes.done = 0;
  const reference = await train(whole, options('whole'));
  const total = writes.done;
  const values = await snapshot(whole);
  // Four saves of at least data, index, state and the file that names them.
  expect(total).toBeGreaterThanOrEqual(16);
  const listing = await readdir(join(path('whole'), 'ckpt'));

  for (let killAt = 1; killAt <= total; killAt += 1) {
    const run = `killed-${killAt}`;
    const first = createTinyModel();
    Object.assign(writes, {done: 0, killAt});
    await expect(train(first, options(run))).rejects.toThrowError('killed');
    first.dispose();
    writes.killAt = Infinity;
    const history = join(path(run), 'history.ndjson');
    // A kill inside the append of the history, and one past it, look like this.
    await appendFile(history, '{"step":77,"loss":1,"classLoss":1,"boxLoss":0}\n{"step":78,"lo').catch(() => undefined);

    // Without any checkpoint a run starts from the weights that the model has, so that they must be those of the first time.
    const second = createTinyModel();
    const resumed = await train(second, options(run));
    expect(await snapshot(second), `killed at write ${killAt}`).toEqual(values);
    expect(resumed.lossHistory).toEqual(reference.lossHistory);
    expect(await readFile(history, 'utf8')).toBe(await readFile(join(path('whole'), 'history.ndjson'), 'utf8'));
    expect(await readdir(join(path(run), 'ckpt'))).toEqual(listing);
    second.dispose();
  }
  whole.dispose();
});
