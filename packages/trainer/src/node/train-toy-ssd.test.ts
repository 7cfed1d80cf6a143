import {createToySsd} from '@oid/detector-model';
import type {DetectorModel} from '@oid/detector-model';
import {startRuntime} from '@oid/runtime';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {writeTinyRecords} from '../../test/tiny-records.ts';
import type {TrainOptions} from '../train-options.ts';
import {train} from './train.ts';

const path = useTemporaryFolder();
let records: string[] = [];
beforeAll(async () => {
  await startRuntime({backend: 'wasm'});
  records = [await writeTinyRecords(path('records'), 4)];
});

const create = (seed: number): DetectorModel => createToySsd({numClasses: 2, inputSize: {height: 64, width: 96}, seed});
const recipe = (run: string, options: Partial<TrainOptions> = {}): TrainOptions => ({
  records,
  runDirectory: path(run),
  batchSize: 4,
  learningRate: 0.05,
  momentum: 0.9,
  ...options,
});
const weights = (run: string, step: number): Promise<string> =>
  readFile(join(path(run), 'ckpt', `model.ckpt-${step}.data-00000-of-00001`), 'hex');

describe('train with ToySSD', () => {
  test('halves the loss on four pictures', async () => {
    const model = create(1);
    const {lossHistory} = await train(model, recipe('overfit', {epochs: 16}));
    expect(lossHistory).toHaveLength(16);
    expect(lossHistory.at(-1)?.loss).toBeLessThan((lossHistory[0]?.loss ?? 0) / 2);
    model.dispose();
  });

  test('resumes bit-equal', async () => {
    const models = [create(1), create(1), create(2)] as const;
    const options: Partial<TrainOptions> = {epochs: 3, batchSize: 3, horizontalFlip: true};
    const whole = await train(models[0], recipe('whole', options));
    const controller = new AbortController();
    await train(models[1], recipe('stopped', {...options, signal: controller.signal, onStep: () => controller.abort()}));
    const resumed = await train(models[2], recipe('stopped', options));
    expect(resumed.steps).toBe(4);
    expect(resumed.lossHistory).toEqual(whole.lossHistory);
    expect(await weights('stopped', 4)).toBe(await weights('whole', 4));
    for (const model of models) model.dispose();
  });
});
