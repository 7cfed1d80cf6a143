import '@tensorflow/tfjs-backend-cpu';
import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import {smoothL1Loss} from './smooth-l1-loss.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The definition, in float64. */
function reference(difference: number, sigma: number): number {
  const reach = 1 / (sigma * sigma);
  return Math.abs(difference) < reach ? (sigma * difference) ** 2 / 2 : Math.abs(difference) - reach / 2;
}

function lossOf(predictions: number[], targets: number[], sigma = 1): number[] {
  return tf.tidy(() => [...smoothL1Loss(tf.tensor1d(predictions), tf.tensor1d(targets), {sigma}).dataSync()]);
}

describe('smoothL1Loss', () => {
  test('is a parabola near 0 and a line further out', () => {
    expect(lossOf([0, 0.5, -0.5, 1, 3, -3], [0, 0, 0, 0, 0, 0])).toEqual([0, 0.125, 0.125, 0.5, 2.5, 2.5]);
  });

  test('follows the definition for random differences and sigmas', () => {
    fc.assert(
      fc.property(fc.double({min: -10, max: 10, noNaN: true}), fc.constantFrom(0.5, 1, 3), (difference, sigma) => {
        expect(lossOf([difference], [0], sigma)[0]).toBeCloseTo(reference(difference, sigma), 4);
      }),
      {numRuns: 50},
    );
  });

  test.each([0.5, 1, 3])('has the gradient of finite differences at sigma %d', (sigma) => {
    const differences = [-6, -0.7, -0.05, 0, 0.02, 0.3, 4.5];
    const gradient = tf.tidy(() => [
      ...tf
        .grad((x: tf.Tensor) => smoothL1Loss(x, tf.ones([differences.length]), {sigma}))(
          tf.add(tf.tensor1d(differences), 1),
          tf.ones([differences.length]),
        )
        .dataSync(),
    ]);
    differences.forEach((difference, index) => {
      const slope = (reference(difference + 1e-6, sigma) - reference(difference - 1e-6, sigma)) / 2e-6;
      expect(gradient[index]).toBeCloseTo(slope, 4);
    });
  });

  test('stays finite at ±1e4 and ±1e30', () => {
    const losses = lossOf([1e4, -1e4, 1e30, -1e30], [0, 0, 0, 0]);
    expect(losses.slice(0, 2)).toEqual([9999.5, 9999.5]);
    expect(losses.slice(2)).toEqual([Math.fround(1e30), Math.fround(1e30)]);
  });

  test('scales the gradient by what comes from above, and gives none to the targets', () => {
    tf.tidy(() => {
      const [predictions, targets] = [tf.tensor1d([1, -2, 0.25]), tf.tensor1d([0, 0, 0])];
      const gradient = tf.grad((x: tf.Tensor) => smoothL1Loss(x, targets))(predictions, tf.tensor1d([1, 10, 100]));
      expect([...gradient.dataSync()]).toEqual([1, -10, 25]);
      const both = tf.grads((x, t) => smoothL1Loss(x, t));
      expect(() => both([predictions, targets], tf.ones([3]))).toThrow('Cannot compute gradient');
    });
  });

  test('keeps the shape of a three-dimensional tensor and of an empty one', () => {
    tf.tidy(() => {
      expect(smoothL1Loss(tf.zeros([2, 3, 4]), tf.ones([2, 3, 4])).shape).toEqual([2, 3, 4]);
      expect(smoothL1Loss(tf.zeros([2, 0, 4]), tf.ones([2, 0, 4])).shape).toEqual([2, 0, 4]);
    });
  });

  test('refuses targets of another shape, broadcasting included', () => {
    tf.tidy(() => {
      expect(() => smoothL1Loss(tf.zeros([2, 4]), tf.zeros([4]))).toThrow(ShapeError);
      expect(() => smoothL1Loss(tf.zeros([2, 4]), tf.zeros([1, 4]))).toThrow('targets has shape [1, 4], but must be [2, 4]');
    });
  });

  test.each([0, -1, Number.NaN])('refuses sigma %d', (sigma) => {
    expect(() => lossOf([0], [0], sigma)).toThrow(OptionError);
  });

  test('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const [predictions, targets] = [tf.tensor1d([1, 2]), tf.tensor1d([0, 0])];
    const gradient = tf.tidy(() => tf.grad((x: tf.Tensor) => smoothL1Loss(x, targets, {sigma: 2}))(predictions, tf.ones([2])));
    const loss = smoothL1Loss(predictions, targets);
    tf.dispose([predictions, targets, gradient, loss]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
