import {assignTargets} from '@oid/boxes';
import type {GroundTruth} from '@oid/core';
import type {DetectorModel} from '@oid/detector-model';
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {createTinyModel, snapshot, TINY_INPUT} from '../test/tiny-model.ts';
import {stackPictures} from './batch.ts';
import type {Batch} from './batch.ts';
import {disposeSlots} from './sgd.ts';
import type {MomentumSlots} from './sgd.ts';
import {createTrainingStep} from './training-step.ts';
import type {StepMeasures, TrainingStepOptions} from './training-step.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const OPTIONS: TrainingStepOptions = {
  momentum: 0,
  weightDecay: 0,
  lossWeights: {class: 1, box: 1},
  normalizeBy: 'anchors',
};

/** One step, the first, of a run without slots. */
function oneStep(
  model: DetectorModel,
  batch: Batch,
  {learningRate = 0.1, ...options}: Partial<TrainingStepOptions> & {learningRate?: number} = {},
): Promise<StepMeasures> {
  return createTrainingStep(model, new Map(), {...OPTIONS, ...options}).run(batch, {step: 1, learningRate});
}

/** One grey picture without boxes and one red one with a box of class 1 over most of it. */
function twoPictures(): Batch {
  const fill = (color: readonly number[]): Uint8Array => Uint8Array.from({length: 16 * 16 * 3}, (_, index) => color[index % 3] as number);
  return stackPictures(
    [
      {rgb: fill([51, 51, 51]), groundTruth: {boxes: new Float32Array(0), classes: new Int32Array(0)}},
      {rgb: fill([255, 0, 0]), groundTruth: {boxes: Float32Array.of(0.1, 0.1, 0.9, 0.9), classes: Int32Array.of(1)}},
    ],
    TINY_INPUT,
  );
}

describe('trainingStep', () => {
  test('descends, moves the statistics and leaves no tensor behind', async () => {
    const model = createTinyModel();
    const slots: MomentumSlots = new Map();
    const batch = twoPictures();
    const training = createTrainingStep(model, slots, {...OPTIONS, momentum: 0.9});
    const first = await training.run(batch, {step: 1, learningRate: 0.1});
    const tensors = tf.memory().numTensors;
    let last = first;
    for (let step = 2; step <= 5; step += 1) last = await training.run(batch, {step, learningRate: 0.1});
    expect(tf.memory().numTensors).toBe(tensors);
    expect(last.loss).toBeLessThan(first.loss);
    expect(first.loss).toBeCloseTo(first.classLoss + first.boxLoss, 6);
    expect([...slots.keys()]).toEqual(['Tiny/class/weights', 'Tiny/class/biases', 'Tiny/box/weights']);
    // The mean of 0.2 and (1, 0, 0), approached by a tenth five times: 1 − 0.9⁵ = 0.40951.
    const {'Tiny/moving_mean': mean} = await snapshot(model);
    expect(mean?.map((value) => Math.round(value * 1e5) / 1e5)).toEqual([0.24571, 0.04095, 0.04095]);
    disposeSlots(slots);
    model.dispose();
  });

  test('weighs the two losses', async () => {
    const model = createTinyModel();
    const {loss, classLoss, boxLoss} = await oneStep(model, twoPictures(), {lossWeights: {class: 3, box: 0.5}});
    expect(loss).toBeCloseTo(3 * classLoss + 0.5 * boxLoss, 6);
    expect(boxLoss).toBeGreaterThan(0);
    model.dispose();
  });

  test('follows the gradient of the mean over the batch: a doubled batch takes the same step', async () => {
    const {pixels, size, groundTruths} = twoPictures();
    const doubled = new Int32Array(pixels.length * 2);
    doubled.set(pixels);
    doubled.set(pixels, pixels.length);
    const [once, twice] = [createTinyModel(), createTinyModel()];
    await oneStep(once, {pixels, size, groundTruths});
    await oneStep(twice, {pixels: doubled, size, groundTruths: [...groundTruths, ...groundTruths]});
    const [a, b] = [await snapshot(once), await snapshot(twice)];
    for (const name of Object.keys(a)) expect(b[name]).toEqual(a[name]?.map((value) => expect.closeTo(value, 6)));
    once.dispose();
    twice.dispose();
  });

  test('reports accuracy over all anchors and the masked box error over all numbers', async () => {
    const model = createTinyModel();
    // Logits that say background for every anchor, box encodings of 0: what is missed is what is matched.
    tf.tidy(() => {
      for (const [, variable] of model.variables.entries()) variable.assign(tf.zerosLike(variable));
    });
    const {accuracy, boxError} = await oneStep(model, twoPictures(), {learningRate: 0});
    const {classTargets, boxTargets} = assignTargets(model.anchors, twoPictures().groundTruths[1] as GroundTruth);
    const matched = classTargets.filter((classId) => classId > 0).length;
    expect(matched).toBeGreaterThan(0);
    // Two pictures of 32 anchors.
    expect(accuracy).toBeCloseTo(1 - matched / 64, 6);
    expect(boxError).toBeCloseTo(boxTargets.reduce((sum, value) => sum + Math.abs(value), 0) / (64 * 4), 5);
    model.dispose();
  });

  test('takes what the losses and the targets are made with from options and model', async () => {
    const model = createTinyModel();
    const plain = await oneStep(model, twoPictures(), {learningRate: 0});
    // Without modulation, and with all weight on every class, focal loss is cross-entropy, which is more.
    const entropy = await oneStep(model, twoPictures(), {learningRate: 0, lossOptions: {gamma: 0, alpha: 1}});
    expect(entropy.classLoss).toBeGreaterThan(4 * plain.classLoss);
    const steeper = await oneStep({...model, targets: {scaleFactors: [20, 20, 10, 10]}}, twoPictures(), {learningRate: 0});
    expect(steeper.boxLoss).toBeGreaterThan(plain.boxLoss);
    expect(steeper.classLoss).toBe(plain.classLoss);
    model.dispose();
  });

  test('says once that the step could not run as one graph', async () => {
    const model = createTinyModel();
    const reason = new Error('no such kernel');
    const told: Error[] = [];
    const training = createTrainingStep(model, new Map(), {
      ...OPTIONS,
      compile: (run) => Object.assign((...tensors: Parameters<typeof run>) => run(...tensors), {dispose: () => {}, reason}),
      onCompileRefused: (error) => told.push(error),
    });
    for (const step of [1, 2]) await training.run(twoPictures(), {step, learningRate: 0});
    expect(told).toEqual([reason]);
    model.dispose();
  });

  test('refuses a loss that is not finite and leaves model and slots as they were', async () => {
    const model = createTinyModel();
    const slots: MomentumSlots = new Map();
    const training = createTrainingStep(model, slots, {...OPTIONS, momentum: 0.9});
    await training.run(twoPictures(), {step: 11, learningRate: 0.5});
    tf.tidy(() => model.variables.get('Tiny/class/biases').assign(tf.mul(tf.ones([6]), NaN)));
    const values = async (): Promise<unknown> => [await snapshot(model), [...slots.values()].map((slot) => [...slot.dataSync()])];
    const before = await values();
    const tensors = tf.memory().numTensors;
    await expect(training.run(twoPictures(), {step: 12, learningRate: 0.5})).rejects.toMatchObject({
      code: 'trainer/diverged',
      detail: {step: 12, learningRate: 0.5, what: 'the loss'},
      message: expect.stringMatching(/^Step 12: the loss is NaN at learning rate 0\.5.*lower learning rate, such as 0\.05/),
    });
    expect(await values()).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
    disposeSlots(slots);
    model.dispose();
  });
});
