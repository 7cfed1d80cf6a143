import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {channelMeans} from './channel-means.ts';

describe.each(['cpu', 'wasm'])('channelMeans on %s', (backend) => {
  beforeAll(async () => {
    await tf.setBackend(backend);
  });

  test('averages over batch, rows and columns', () => {
    tf.tidy(() => {
      const x = tf.tensor4d([1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 9, 90], [2, 1, 3, 2]);
      expect([...channelMeans(x).dataSync()]).toEqual([4, 40]);
    });
  });

  test.each([
    [1, 1, 1, 3],
    [1, 4, 1, 3],
    [2, 1, 1, 3],
    [1, 1, 5, 3],
    [3, 4, 5, 3],
  ] as [number, number, number, number][])('takes [%d, %d, %d, %d]', (...shape) => {
    tf.tidy(() => {
      const x = tf.randomUniform<tf.Rank.R4>(shape, -1, 1, 'float32', 7);
      const expected = tf.mean(x, [0, 1, 2]).dataSync();
      channelMeans(x)
        .dataSync()
        .forEach((mean, channel) => expect(mean).toBeCloseTo(expected[channel] as number, 6));
    });
  });

  test('sums many numbers without losing the small ones', () => {
    tf.tidy(() => {
      expect(channelMeans(tf.mul<tf.Tensor4D>(tf.ones([4, 128, 128, 1]), 0.1)).dataSync()[0]).toBeCloseTo(0.1, 6);
    });
  });

  test('leaves no tensor behind', () => {
    const x = tf.ones<tf.Rank.R4>([2, 3, 4, 5]);
    const before = tf.memory().numTensors;
    channelMeans(x).dispose();
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });
});
