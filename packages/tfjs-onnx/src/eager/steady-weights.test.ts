import * as tf from '@tensorflow/tfjs-core';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {compile, registerOnnxBackend} from '../index.ts';
import type {OnnxBackend} from './onnx-backend.ts';
import {SteadyWeights} from './steady-weights.ts';

beforeAll(async () => {
  registerOnnxBackend({threshold: 1});
  await tf.setBackend('onnx');
});
afterAll(() => registerOnnxBackend());

/** The first number of a 1x1 convolution of ones with the filter: the sum of its first column. */
const firstOf = (filter: tf.Tensor4D): number =>
  tf.tidy(() => tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 3, 2]), filter, 1, 'same').dataSync()[0] as number);

describe('SteadyWeights', () => {
  test('are steady at the third call of one kernel, until they are forgotten', () => {
    const weights = new SteadyWeights();
    const [filter, bias] = [{}, {}];
    expect([1, 2, 3].map(() => weights.keyFor('conv', [filter, bias]) !== undefined)).toEqual([false, false, true]);
    expect(weights.keyFor('other', [filter, bias])).toBeUndefined();
    expect([...weights.forget(bias)]).toEqual([weights.keyFor('conv', [filter])].map((key) => `${key},1`));
    expect(weights.keyFor('conv', [filter, bias])).toBeUndefined();
    expect(weights.keyFor('conv', [])).toBeUndefined();
  });

  test('become a constant of a session, which ends with them', () => {
    const backend = tf.backend() as OnnxBackend;
    const filter = tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
    const before = backend.sessionCount;
    expect([firstOf(filter), firstOf(filter)]).toEqual([4, 4]);
    const fed = backend.sessionCount;
    expect([firstOf(filter), firstOf(filter), backend.sessionCount - fed]).toEqual([4, 4, 1]);
    filter.dispose();
    expect(backend.sessionCount - before).toBe(fed - before);
  });

  test('follow what is assigned to a variable, eagerly and by a compiled step', () => {
    const filter = tf.tidy(() => tf.variable(tf.tensor4d([1, 2, 3, 4], [1, 1, 2, 2])));
    const grow = compile((by: tf.Scalar) => filter.assign(tf.add(filter, by)));
    const seen = [1, 2, 3, 4].map(() => firstOf(filter));
    tf.tidy(() => filter.assign(tf.mul<tf.Tensor4D>(filter, 10)));
    seen.push(...[1, 2, 3].map(() => firstOf(filter)));
    for (let step = 0; step < 4; step++) {
      tf.tidy(() => grow(tf.scalar(1)));
      seen.push(firstOf(filter), firstOf(filter), firstOf(filter));
    }
    expect(seen).toEqual([4, 4, 4, 4, 40, 40, 40, 42, 42, 42, 44, 44, 44, 46, 46, 46, 48, 48, 48]);
    grow.dispose();
    filter.dispose();
  });
});
