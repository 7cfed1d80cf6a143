import {readCheckpoint} from '@oid/checkpoint/node';
import type {DetectorModel} from '@oid/detector-model';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {cp, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {createTinyModel, snapshot} from '../../test/tiny-model.ts';
import {writeTinyRecords} from '../../test/tiny-records.ts';
import type {IncompatibleRunError} from '../errors/incompatible-run-error.ts';
import type {StepReport, TrainOptions} from '../train-options.ts';
import {readLossHistory} from './history-file.ts';
import {restoreModel} from './restore-model.ts';
import {train} from './train.ts';
import type {TrainResult} from './train.ts';

const path = useTemporaryFolder();
let records: string[] = [];
beforeAll(async () => {
  await tf.setBackend('cpu');
  records = [await writeTinyRecords(path('records-0'), 3, 0), await writeTinyRecords(path('records-1'), 1, 3)];
});

/** Four pictures, batches of 3, 4 epochs: 6 steps, the last of them filled up from a fifth epoch. */
const recipe = (run: string, options: Partial<TrainOptions> = {}): TrainOptions => ({
  records,
  runDirectory: path(run),
  batchSize: 3,
  epochs: 4,
  momentum: 0.9,
  horizontalFlip: true,
  seed: 7,
  checkpointEverySeconds: 0,
  ...options,
});

/** Trains and stops after `steps` steps, as Ctrl-C would. */
async function trainUntil(model: DetectorModel, steps: number, options: TrainOptions): Promise<TrainResult> {
  const controller = new AbortController();
  const onStep = ({step}: StepReport): void => {
    if (step === steps) controller.abort();
  };
  return train(model, {...options, signal: controller.signal, onStep});
}

async function checkpointBytes(run: string, step: number): Promise<string[]> {
  const file = (name: string): string => join(path(run), 'ckpt', `model.ckpt-${step}.${name}`);
  const bytes = await Promise.all(['index', 'data-00000-of-00001'].map((name) => readFile(file(name), 'hex')));
  return bytes;
}

describe('train', () => {
  test('resumes bit-equal, whatever step it was stopped at', async () => {
    const whole = createTinyModel();
    const result = await train(whole, recipe('whole'));
    expect(result).toMatchObject({steps: 6, finished: true});
    for (const stop of [1, 2, 5]) {
      const run = `stopped-${stop}`;
      const first = createTinyModel();
      expect(await trainUntil(first, stop, recipe(run))).toMatchObject({steps: stop, finished: false});
      first.dispose();
      // Another seed: every number must come from the checkpoint.
      const second = createTinyModel({seed: 99});
      const resumed = await train(second, recipe(run));
      expect(resumed).toMatchObject({steps: 6, finished: true});
      expect(await snapshot(second)).toEqual(await snapshot(whole));
      expect(resumed.lossHistory).toEqual(result.lossHistory);
      expect(await checkpointBytes(run, 6)).toEqual(await checkpointBytes('whole', 6));
      expect(await readFile(join(path(run), 'history.ndjson'), 'utf8')).toBe(await readFile(join(path('whole'), 'history.ndjson'), 'utf8'));
      second.dispose();
    }
    whole.dispose();
  });

  test('writes a TensorFlow checkpoint with slots and step, the state beside it, and keeps the newest', async () => {
    const files = await readdir(join(path('whole'), 'ckpt'));
    const kept = [4, 5, 6].flatMap((step) => ['data-00000-of-00001', 'index', 'state.json'].map((name) => `model.ckpt-${step}.${name}`));
    expect(files.sort()).toEqual(['checkpoint', ...kept]);
    const tensors = await readCheckpoint(join(path('whole'), 'ckpt', 'model.ckpt-6'));
    expect([...tensors.keys()].sort()).toEqual([
      'Tiny/box/weights',
      'Tiny/box/weights/Momentum',
      'Tiny/class/biases',
      'Tiny/class/biases/Momentum',
      'Tiny/class/weights',
      'Tiny/class/weights/Momentum',
      'Tiny/moving_mean',
      'global_step',
    ]);
    expect(tensors.get('global_step')).toMatchObject({dtype: 'int64', shape: [], data: BigInt64Array.of(6n)});
    expect((await readLossHistory(path('whole'))).map(({step}) => step)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(JSON.parse(await readFile(join(path('whole'), 'ckpt', 'model.ckpt-6.state.json'), 'utf8'))).toMatchObject({
      version: 1,
      step: 6,
      order: {epoch: 5, position: 2},
      fingerprint: {model: 'Tiny', numClasses: 2, batchSize: 3, seed: 7, records: 4},
    });
  });

  test('returns at once when the budget is spent, and goes on when it grows', async () => {
    const model = createTinyModel();
    expect(await train(model, recipe('whole'))).toMatchObject({steps: 6, finished: true, lossHistory: {length: 6}});
    await cp(path('whole'), path('longer'), {recursive: true});
    expect(await train(model, recipe('longer', {epochs: 6}))).toMatchObject({steps: 8, finished: true, lossHistory: {length: 8}});
    model.dispose();
  });

  test('ends after so many steps, or epochs, whichever come first', async () => {
    const model = createTinyModel();
    expect(await train(model, recipe('steps', {epochs: undefined, steps: 4}))).toMatchObject({steps: 4, finished: true});
    expect(await train(model, recipe('steps', {steps: 100}))).toMatchObject({steps: 6, finished: true});
    model.dispose();
  });

  test('halves the loss on four pictures', async () => {
    const model = createTinyModel();
    const {lossHistory} = await train(
      model,
      recipe('overfit', {batchSize: 4, epochs: 60, learningRate: 0.3, horizontalFlip: false, checkpointEverySeconds: 60}),
    );
    expect(lossHistory).toHaveLength(60);
    expect(lossHistory.at(-1)?.loss).toBeLessThan((lossHistory[0]?.loss ?? 0) / 2);
    model.dispose();
  });

  test('reports steps, and holds memory constant', async () => {
    const model = createTinyModel();
    const before = tf.memory().numTensors;
    const reports: StepReport[] = [];
    const tensors = new Set<number>();
    const progress: number[] = [];
    await train(
      model,
      recipe('reports', {
        learningRate: (step, done) => step / 100 + done,
        onStep: (report) => {
          reports.push(report);
          tensors.add(tf.memory().numTensors);
        },
        onProgress: ({stage, done, total, unit}) => {
          expect([stage, total, unit]).toEqual(['train', 6, 'steps']);
          progress.push(done);
        },
      }),
    );
    expect(tensors.size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
    expect(progress).toEqual([1, 2, 3, 4, 5, 6]);
    expect(reports.map(({epoch}) => epoch)).toEqual([1, 1, 2, 3, 4, 4]);
    expect(reports.map(({learningRate}) => learningRate)).toEqual([1, 2, 3, 4, 5, 6].map((step) => step / 100 + (step - 1) / 6));
    for (const {loss, classLoss, boxLoss, totalSteps, imagesPerSecond, etaSeconds} of reports) {
      expect(loss).toBeCloseTo(classLoss + boxLoss, 6);
      expect(totalSteps).toBe(6);
      expect(imagesPerSecond).toBeGreaterThan(0);
      expect(etaSeconds).toBeGreaterThanOrEqual(0);
    }
    expect(reports.at(-1)?.etaSeconds).toBe(0);
    model.dispose();
  });

  test('counts minutes over resumed runs', async () => {
    let clock = 5e6;
    const options = (): Partial<TrainOptions> => ({epochs: undefined, minutes: 1, now: () => clock});
    const run = async (stopAfter: number): Promise<{result: TrainResult; progress: number[]; etas: (number | undefined)[]}> => {
      const controller = new AbortController();
      const model = createTinyModel();
      const progress: number[] = [];
      const etas: (number | undefined)[] = [];
      const result = await train(model, {
        ...recipe('minutes', options()),
        learningRate: (_, done) => {
          // Every step takes ten seconds.
          clock += 10_000;
          progress.push(done);
          return 0.1;
        },
        signal: controller.signal,
        onStep: ({step, totalSteps, etaSeconds}) => {
          expect(totalSteps).toBeUndefined();
          etas.push(etaSeconds);
          if (step === stopAfter) controller.abort();
        },
      });
      model.dispose();
      clock += 1e9;
      return {result, progress, etas};
    };
    const first = await run(2);
    expect(first.result).toMatchObject({steps: 2, finished: false});
    expect(first.etas).toEqual([50, 40]);
    const second = await run(Infinity);
    expect(second.result).toMatchObject({steps: 6, finished: true});
    expect(second.progress.map((share) => Math.round(share * 60))).toEqual([20, 30, 40, 50]);
  });

  test('does nothing when aborted before the first step', async () => {
    const model = createTinyModel();
    const result = await train(model, recipe('never', {signal: AbortSignal.abort()}));
    expect(result).toEqual({steps: 0, imagesPerSecond: 0, finished: false, lossHistory: []});
    expect(await restoreModel(model, path('never'))).toBeUndefined();
    model.dispose();
  });

  test('stops when the loss is not finite and keeps the last good checkpoint', async () => {
    const model = createTinyModel();
    // Step 3 throws the weights far out; at step 4 their decay, times the rate, overflows float32.
    const options = recipe('diverging', {learningRate: (step) => (step >= 3 ? 1e38 : 0.1)});
    await expect(train(model, options)).rejects.toMatchObject({
      code: 'trainer/diverged',
      detail: {step: 4, learningRate: 1e38, what: expect.stringMatching(/^a value of Tiny/)},
    });
    const restored = createTinyModel();
    expect(await restoreModel(restored, path('diverging'))).toEqual({step: 3});
    for (const values of Object.values(await snapshot(restored))) expect(values.every(Number.isFinite)).toBe(true);
    expect(await readLossHistory(path('diverging'))).toHaveLength(3);
    model.dispose();
    restored.dispose();
  });

  test('refuses to resume with what does not fit, says what differs, and changes nothing', async () => {
    await cp(path('whole'), path('other'), {recursive: true});
    const listing = await readdir(join(path('other'), 'ckpt'));
    const model = createTinyModel({numClasses: 3, seed: 5});
    const before = await snapshot(model);
    const failure = (await train(model, recipe('other', {batchSize: 2, seed: 8, records: records.slice(0, 1)})).catch(
      (error: unknown) => error,
    )) as IncompatibleRunError;
    expect(failure).toMatchObject({code: 'trainer/incompatible-run'});
    expect(failure.detail.differences.map(({what}) => what)).toEqual([
      'numClasses',
      'batchSize',
      'seed',
      'the number of records',
      'the digest of the record files',
      'variable Tiny/class/weights',
      'variable Tiny/class/biases',
    ]);
    expect(failure.message).toContain('batchSize is 3 there and 2 here');
    expect(failure.message).toContain('and 2 more');
    expect(await snapshot(model)).toEqual(before);
    expect(await readdir(join(path('other'), 'ckpt'))).toEqual(listing);
    await expect(restoreModel(model, path('other'))).rejects.toMatchObject({code: 'trainer/incompatible-run'});
    model.dispose();
  });

  test('names a state that is missing or broken', async () => {
    await cp(path('whole'), path('stateless'), {recursive: true});
    const state = join(path('stateless'), 'ckpt', 'model.ckpt-6.state.json');
    const model = createTinyModel();
    await writeFile(state, '{');
    await expect(train(model, recipe('stateless'))).rejects.toMatchObject({code: 'trainer/run-state', detail: {path: state}});
    await rm(state);
    await expect(train(model, recipe('stateless'))).rejects.toMatchObject({code: 'trainer/run-state', detail: {path: state}});
    expect(await restoreModel(model, path('stateless'))).toEqual({step: 6});
    model.dispose();
  });

  test('fails with the record’s file when a picture is broken, after the steps before it', async () => {
    const damaged = await readFile(records[1] as string);
    damaged[60] = (damaged[60] as number) ^ 255;
    await writeFile(path('damaged'), damaged);
    const model = createTinyModel();
    const steps: number[] = [];
    const options = recipe('broken', {
      records: [records[0] as string, path('damaged')],
      batchSize: 1,
      onStep: ({step}) => steps.push(step),
    });
    await expect(train(model, options)).rejects.toMatchObject({code: 'trainer/bad-record', detail: {path: path('damaged'), index: 0}});
    expect(steps.length).toBeLessThan(4);
    model.dispose();
  });
});
