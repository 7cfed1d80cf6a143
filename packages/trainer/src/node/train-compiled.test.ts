import {createToySsd} from '@oid/detector-model';
import type {DetectorModel} from '@oid/detector-model';
import {startRuntime} from '@oid/runtime';
import * as tf from '@tensorflow/tfjs-core';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, test} from 'vitest';
import {useTemporaryFolder} from '../../test/temporary-folder.ts';
import {writeTinyRecords} from '../../test/tiny-records.ts';
import type {Compile} from '../compile.ts';
import type {StepReport, TrainOptions} from '../train-options.ts';
import {detectRecords} from './detect-records.ts';
import {evaluate} from './evaluate.ts';
import {train} from './train.ts';
import type {TrainResult} from './train.ts';

const path = useTemporaryFolder();
let records: string[] = [];
let compileFunction: Compile | undefined;
/** How each compiled function ran last. */
const runs: {readonly mode: string; readonly reason: Error | undefined}[] = [];

beforeAll(async () => {
  const runtime = await startRuntime({backend: 'onnx'});
  compileFunction = (run) => {
    const compiled = (runtime.compile as NonNullable<typeof runtime.compile>)(run);
    runs.push(compiled);
    return compiled;
  };
  records = [await writeTinyRecords(path('records'), 5)];
});

const create = (seed: number): DetectorModel => createToySsd({numClasses: 2, inputSize: {height: 64, width: 96}, seed});
const recipe = (run: string, options: Partial<TrainOptions> = {}): TrainOptions => ({
  records,
  runDirectory: path(run),
  batchSize: 3,
  epochs: 3,
  learningRate: (step) => 0.05 / step,
  momentum: 0.9,
  horizontalFlip: true,
  ...options,
});
const weights = (run: string, step: number): Promise<string> =>
  readFile(join(path(run), 'ckpt', `model.ckpt-${step}.data-00000-of-00001`), 'hex');

async function stopAfter(steps: number, model: DetectorModel, options: TrainOptions): Promise<TrainResult> {
  const controller = new AbortController();
  const onStep = ({step}: StepReport): void => {
    if (step === steps) controller.abort();
  };
  return train(model, {...options, signal: controller.signal, onStep});
}

describe('train on onnx', () => {
  test.each(['compiled', 'eager'])('resumes bit-equal, %s', async (mode) => {
    const options = {compile: mode === 'compiled' ? compileFunction : undefined};
    const models = [create(1), create(1), create(2)] as const;
    const whole = await train(models[0], recipe(`${mode}-whole`, options));
    await stopAfter(2, models[1], recipe(`${mode}-stopped`, options));
    const resumed = await train(models[2], recipe(`${mode}-stopped`, options));
    expect(resumed.steps).toBe(5);
    expect(resumed.lossHistory).toEqual(whole.lossHistory);
    expect(await weights(`${mode}-stopped`, 5)).toBe(await weights(`${mode}-whole`, 5));
    for (const model of models) model.dispose();
  });

  test('computes the same in both modes, and did run as one graph', async () => {
    expect(runs.map(({mode, reason}) => [mode, reason])).toEqual([
      ['compiled', undefined],
      ['compiled', undefined],
      ['compiled', undefined],
    ]);
    const losses = async (mode: string): Promise<number[]> => {
      const lines = (await readFile(join(path(`${mode}-whole`), 'history.ndjson'), 'utf8')).trim().split('\n');
      return lines.map((line) => (JSON.parse(line) as {loss: number}).loss);
    };
    const eager = await losses('eager');
    expect(await losses('compiled')).toEqual(eager.map((loss) => expect.closeTo(loss, 4)));
    expect(eager.at(-1)).toBeLessThan(eager[0] as number);
  });

  test('holds memory constant, and leaves the model of the last good step where the loss is not finite', async () => {
    const model = create(1);
    const before = tf.memory().numTensors;
    const tensors = new Set<number>();
    const values: Float32Array[] = [];
    const predictor = model.variables.get('ToySsd/ClassPredictor_0/biases');
    const broken = train(
      model,
      recipe('diverging', {
        compile: compileFunction,
        onStep: ({step}) => {
          tensors.add(tf.memory().numTensors);
          if (step === 3) tf.tidy(() => predictor.assign(tf.mul(tf.onesLike(predictor), NaN)));
          values.push(model.variables.get('ToySsd/Body/Block_0/Conv_0/weights').dataSync<'float32'>().slice());
        },
      }),
    );
    await expect(broken).rejects.toMatchObject({code: 'trainer/diverged', detail: {step: 4, what: 'the loss'}});
    expect(model.variables.get('ToySsd/Body/Block_0/Conv_0/weights').dataSync()).toEqual(values[2]);
    expect(tensors.size).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
    model.dispose();
  });
});

describe('evaluate on onnx', () => {
  test('gives the same with compiled predictions, the smaller last batch included', async () => {
    const model = create(1);
    await train(model, recipe('evaluated', {compile: compileFunction, epochs: 8, learningRate: 0.05}));
    const options = {records, batchSize: 2};
    const eager = await evaluate(model, options);
    const tensors = tf.memory().numTensors;
    const compiled = await evaluate(model, {...options, compile: compileFunction});
    expect(runs.at(-1)?.mode).toBe('compiled');
    expect(tf.memory().numTensors).toBe(tensors);
    expect(compiled.images).toBe(5);
    expect(compiled.mAP50).toBeCloseTo(eager.mAP50, 3);
    for await (const {detections} of detectRecords(model, {records, compile: compileFunction, limit: 1})) {
      expect(detections.count).toBeGreaterThan(0);
    }
    model.dispose();
  });
});
