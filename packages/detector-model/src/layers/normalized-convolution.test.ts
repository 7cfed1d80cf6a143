import '@tensorflow/tfjs-backend-cpu';
import {createRandom} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {applyMovingStatistics} from '../apply-moving-statistics.ts';
import {VariableStore} from '../variable-store.ts';
import {createNormalizedConvolution, normalizedConvolution, normalizedConvolutionForTraining} from './normalized-convolution.ts';

let store: VariableStore;

beforeAll(async () => {
  await tf.setBackend('cpu');
});
beforeEach(() => {
  store = new VariableStore();
  createNormalizedConvolution(store, 'Layer', {inputs: 2, outputs: 3}, createRandom(3));
});
afterEach(() => {
  store.dispose();
});

function set(name: string, values: number[]): void {
  tf.tidy(() => store.set(name, tf.tensor1d(values)));
}

const image = (): tf.Tensor4D => tf.randomUniform([2, 3, 4, 2], -2, 2, 'float32', 11);

describe('normalizedConvolution', () => {
  test('equals convolution, bias, batch norm and ReLU one after the other', () => {
    set('Layer/biases', [0.5, -1, 2]);
    set('Layer/BatchNorm/gamma', [1, -2, 0.5]);
    set('Layer/BatchNorm/beta', [0.1, 0.2, -0.3]);
    set('Layer/BatchNorm/moving_mean', [0.3, -0.7, 1.5]);
    set('Layer/BatchNorm/moving_variance', [0.5, 2, 1e-3]);
    tf.tidy(() => {
      const x = image();
      const convolved = tf.add<tf.Tensor4D>(tf.conv2d(x, store.get<tf.Rank.R4>('Layer/weights'), 1, 'same'), store.get('Layer/biases'));
      const vector = (name: string): tf.Tensor1D => store.get<tf.Rank.R1>(`Layer/BatchNorm/${name}`);
      const normalised = tf.batchNorm(convolved, vector('moving_mean'), vector('moving_variance'), vector('beta'), vector('gamma'), 1e-5);
      const expected = tf.relu(normalised).dataSync();
      const y = normalizedConvolution(store, 'Layer', x);
      expect(y.shape).toEqual([2, 3, 4, 3]);
      y.dataSync().forEach((value, index) => expect(value).toBeCloseTo(expected[index] as number, 4));
    });
  });

  test('leaves nothing behind', () => {
    const before = tf.memory().numTensors;
    const x = image();
    normalizedConvolution(store, 'Layer', x).dispose();
    const {y, movingStatistics} = normalizedConvolutionForTraining(store, 'Layer', x);
    tf.dispose([x, y]);
    applyMovingStatistics(movingStatistics);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('normalizedConvolutionForTraining', () => {
  test('moves the statistics by a tenth towards the batch, as TensorFlow does, and arrives', () => {
    set('Layer/biases', [10, 0, -10]);
    tf.tidy(() => {
      const x = image();
      const convolved = tf.conv2d(x, store.get<tf.Rank.R4>('Layer/weights'), 1, 'same');
      const {mean, variance} = tf.moments(tf.add(convolved, store.get('Layer/biases')), [0, 1, 2]);
      const batch = [...mean.dataSync(), ...variance.dataSync()];
      const moving = (): number[] => [
        ...store.get('Layer/BatchNorm/moving_mean').dataSync(),
        ...store.get('Layer/BatchNorm/moving_variance').dataSync(),
      ];
      const expected = [0, 0, 0, 1, 1, 1];
      for (let step = 0; step < 150; step += 1) {
        tf.tidy(() => applyMovingStatistics(normalizedConvolutionForTraining(store, 'Layer', x).movingStatistics));
        expected.forEach((value, index) => {
          expected[index] = value * 0.9 + (batch[index] as number) * 0.1;
        });
        if (step < 3) moving().forEach((value, index) => expect(value).toBeCloseTo(expected[index] as number, 5));
      }
      moving().forEach((value, index) => expect(value).toBeCloseTo(batch[index] as number, 4));

      const trained = normalizedConvolutionForTraining(store, 'Layer', x).y.dataSync();
      normalizedConvolution(store, 'Layer', x)
        .dataSync()
        .forEach((value, index) => expect(value).toBeCloseTo(trained[index] as number, 4));
    });
  });

  test('does not move the statistics by itself', () => {
    tf.tidy(() => {
      normalizedConvolutionForTraining(store, 'Layer', image());
      expect([...store.get('Layer/BatchNorm/moving_mean').dataSync()]).toEqual([0, 0, 0]);
    });
  });
});
