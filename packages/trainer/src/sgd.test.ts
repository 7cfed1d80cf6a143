import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs';
import {beforeAll, describe, expect, test} from 'vitest';
import {createSlots, disposeSlots, sgdStep} from './sgd.ts';
import type {MomentumSlots} from './sgd.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

describe('sgdStep', () => {
  test('subtracts the decayed gradient, biases included', () => {
    const weights = tf.variable(tf.tensor1d([1, -2]));
    const bias = tf.variable(tf.scalar(4));
    const gradients = {[weights.name]: tf.tensor1d([0.5, 0.25]), [bias.name]: tf.scalar(1)};
    const slots: MomentumSlots = new Map();
    sgdStep(
      [
        ['w', weights],
        ['b', bias],
      ],
      gradients,
      slots,
      tf.scalar(0.5),
      {momentum: 0, weightDecay: 0.5},
    );
    // w: g = (.5 + .5·1, .25 − .5·2) = (1, −.75), w − .5 g = (.5, −1.625). b: g = 1 + .5·4 = 3, 4 − 1.5 = 2.5.
    expect([...weights.dataSync()]).toEqual([0.5, -1.625]);
    expect([...bias.dataSync()]).toEqual([2.5]);
    expect(slots.size).toBe(0);
    tf.dispose([weights, bias, gradients]);
  });

  test('sums gradients with momentum as TensorFlow does, and keeps memory constant', () => {
    const variable = tf.variable(tf.tensor1d([1]));
    const gradients = {[variable.name]: tf.tensor1d([1])};
    const slots: MomentumSlots = new Map();
    const learningRate = tf.scalar(0.1);
    createSlots([['v', variable]], slots, 0.5);
    const tensors = tf.memory().numTensors;
    for (let step = 0; step < 2; step += 1) {
      sgdStep([['v', variable]], gradients, slots, learningRate, {momentum: 0.5, weightDecay: 0});
    }
    // m = 1, then .5·1 + 1 = 1.5; w = 1 − .1 − .15.
    expect(slots.get('v')?.dataSync()[0]).toBe(1.5);
    expect(variable.dataSync()[0]).toBeCloseTo(0.75, 6);
    expect(tf.memory().numTensors).toBe(tensors);
    disposeSlots(slots);
    expect(tf.memory().numTensors).toBe(tensors - 1);
    tf.dispose([variable, gradients, learningRate]);
  });

  test('leaves a variable without a gradient alone', () => {
    const variable = tf.variable(tf.tensor1d([1]));
    sgdStep([['v', variable]], {}, new Map(), tf.scalar(1), {momentum: 0.9, weightDecay: 1});
    expect(variable.dataSync()[0]).toBe(1);
    variable.dispose();
  });
});

describe('createSlots', () => {
  test('makes zeros for the trainable variables that have none, and none without momentum', () => {
    const variables: [string, tf.Variable][] = [
      ['a', tf.variable(tf.tensor1d([1, 2]))],
      ['b', tf.variable(tf.scalar(3))],
      ['fixed', tf.variable(tf.scalar(4), false)],
    ];
    const slots: MomentumSlots = new Map([['b', tf.variable(tf.scalar(5), false)]]);
    createSlots(variables, new Map(), 0);
    createSlots(variables, slots, 0.9);
    expect([...slots].map(([name, slot]) => [name, [...slot.dataSync()], slot.trainable])).toEqual([
      ['b', [5], false],
      ['a', [0, 0], false],
    ]);
    disposeSlots(slots);
    expect(slots.size).toBe(0);
    tf.dispose(variables.map(([, variable]) => variable));
  });
});
