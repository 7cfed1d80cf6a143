import '@tensorflow/tfjs-backend-cpu';
import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import {SOFTMAX_FOCAL_LOSS_DEFAULTS, softmaxFocalLoss} from './softmax-focal-loss.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The definition, in float64. */
function reference(logits: readonly number[], target: number, alpha: number, gamma: number): number {
  const largest = Math.max(...logits);
  const logSum = largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
  const logTarget = (logits[target] as number) - logSum;
  return -alpha * (1 - Math.exp(logTarget)) ** gamma * logTarget;
}

function lossOf(logits: number[][], targets: number[], options = {}): number[] {
  return tf.tidy(() => [
    ...softmaxFocalLoss(tf.tensor3d([logits]), tf.tensor2d([targets], [1, targets.length], 'int32'), options).dataSync(),
  ]);
}

function gradientOf(logits: number[][], targets: number[], options = {}): number[] {
  return tf.tidy(() => {
    const classTargets = tf.tensor2d([targets], [1, targets.length], 'int32');
    const gradient = tf.grad((x: tf.Tensor) => softmaxFocalLoss(x as tf.Tensor3D, classTargets, options));
    return [...gradient(tf.tensor3d([logits]), tf.ones([1, targets.length])).dataSync()];
  });
}

describe('softmaxFocalLoss', () => {
  test('gives alpha (1/2)^gamma ln 2 when two classes are level', () => {
    const [loss] = lossOf([[3, 3]], [1]);
    expect(loss).toBeCloseTo(0.25 * 0.25 * Math.LN2, 7); // 0.043322
  });

  test('is cross-entropy times alpha at gamma 0', () => {
    const [loss] = lossOf([[0, Math.log(3)]], [1], {alpha: 1, gamma: 0});
    expect(loss).toBeCloseTo(Math.log(4 / 3), 6);
  });

  test('follows the definition for random logits and exponents', () => {
    const logit = fc.double({min: -8, max: 8, noNaN: true});
    fc.assert(
      fc.property(fc.array(logit, {minLength: 2, maxLength: 5}), fc.nat(4), fc.constantFrom(0, 0.5, 1, 2, 3.5), (logits, pick, gamma) => {
        const target = pick % logits.length;
        const [loss] = lossOf([logits], [target], {gamma});
        expect(loss).toBeCloseTo(reference(logits, target, 0.25, gamma), 5);
      }),
      {numRuns: 50},
    );
  });

  test.each([0, 0.5, 1, 2, 3])('has the gradient of finite differences at gamma %d', (gamma) => {
    const logits = [
      [0.3, -1.2, 2.1],
      [4, 0, -4],
      [-0.5, 0.25, 0.125],
    ];
    const targets = [2, 1, 0];
    const gradient = gradientOf(logits, targets, {gamma});
    const step = 1e-5;
    logits.forEach((row, anchor) => {
      row.forEach((_, column) => {
        const moved = (by: number): number =>
          reference(
            row.map((value, index) => (index === column ? value + by : value)),
            targets[anchor] as number,
            0.25,
            gamma,
          );
        expect(gradient[anchor * 3 + column]).toBeCloseTo((moved(step) - moved(-step)) / (2 * step), 5);
      });
    });
  });

  test('stays finite at logits of 1e4 and 1e30, in loss and gradient', () => {
    const logits = [
      [1e4, -1e4],
      [-1e4, 1e4],
      [1e30, -1e30],
    ];
    const losses = lossOf(logits, [0, 0, 0]);
    expect(losses[0]).toBeCloseTo(0, 12);
    expect(losses[1]).toBe(5000); // 0.25 * 20000
    expect(losses[2]).toBeCloseTo(0, 12);
    for (const gamma of [0, 0.5, 2]) {
      const gradient = gradientOf(logits, [0, 0, 0], {gamma});
      [0, 0, -0.25, 0.25, 0, 0].forEach((expected, index) => {
        expect(gradient[index]).toBeCloseTo(expected, 6);
      });
    }
  });

  test('leaves out anchors whose target is -1', () => {
    expect(lossOf([[1, 2, 3]], [-1])[0]).toBeCloseTo(0, 12);
    for (const gamma of [0, 2]) {
      gradientOf([[1, 2, 3]], [-1], {gamma}).forEach((value) => {
        expect(value).toBeCloseTo(0, 12);
      });
    }
  });

  test('scales the gradient of each anchor by what comes from above, and gives none to the targets', () => {
    tf.tidy(() => {
      const logits = tf.tensor3d([
        [
          [0.5, 1],
          [0.5, 1],
        ],
      ]);
      const targets = tf.tensor2d([[1, 1]], [1, 2], 'int32');
      const gradient = tf.grad((x: tf.Tensor) => softmaxFocalLoss(x as tf.Tensor3D, targets))(logits, tf.tensor2d([[1, -3]]));
      const [first, second, third, fourth] = gradient.dataSync();
      expect(first).toBeGreaterThan(0);
      expect([third, fourth]).toEqual([expect.closeTo(-3 * (first as number), 6), expect.closeTo(-3 * (second as number), 6)]);
      const both = tf.grads((x, t) => softmaxFocalLoss(x as tf.Tensor3D, t as tf.Tensor2D));
      expect(() => both([logits, targets], tf.ones([1, 2]))).toThrow('Cannot compute gradient');
    });
  });

  test('keeps batch and anchors apart', () => {
    tf.tidy(() => {
      const logits = tf.tensor3d([0, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0], [2, 3, 2]);
      const loss = softmaxFocalLoss(logits, tf.zeros([2, 3], 'int32'));
      expect(loss.shape).toEqual([2, 3]);
      [0, 1, 2, 3, 4, 5].forEach((logit, index) => {
        expect(loss.dataSync()[index]).toBeCloseTo(reference([logit, 0], 0, 0.25, 2), 6);
      });
    });
  });

  test('returns an empty tensor for no anchors', () => {
    tf.tidy(() => {
      expect(softmaxFocalLoss(tf.zeros([2, 0, 3]), tf.zeros([2, 0], 'int32')).shape).toEqual([2, 0]);
    });
  });

  test('names the wrong argument', () => {
    tf.tidy(() => {
      const logits = tf.zeros<tf.Rank.R3>([2, 3, 4]);
      expect(() => softmaxFocalLoss(logits, tf.zeros([2, 4], 'int32'))).toThrow(ShapeError);
      expect(() => softmaxFocalLoss(logits, tf.zeros([2, 4], 'int32'))).toThrow('classTargets has shape [2, 4], but must be int32 [2, 3]');
      expect(() => softmaxFocalLoss(logits, tf.zeros([2, 3]))).toThrow('classTargets has shape float32 [2, 3]');
      expect(() => softmaxFocalLoss(tf.zeros<tf.Rank>([2, 3]) as tf.Tensor3D, tf.zeros([2, 3], 'int32'))).toThrow('classLogits');
    });
  });

  test.each([{alpha: -1}, {gamma: Number.NaN}])('refuses %o', (options) => {
    expect(() => lossOf([[0, 0]], [0], options)).toThrow(OptionError);
  });

  test('leaves no tensor behind', () => {
    const before = tf.memory().numTensors;
    const logits = tf.tensor3d([[[1, 2]]]);
    const targets = tf.tensor2d([[1]], [1, 1], 'int32');
    const gradient = tf.tidy(() => tf.grad((x: tf.Tensor) => softmaxFocalLoss(x as tf.Tensor3D, targets))(logits, tf.ones([1, 1])));
    const loss = softmaxFocalLoss(logits, targets, SOFTMAX_FOCAL_LOSS_DEFAULTS);
    tf.dispose([logits, targets, gradient, loss]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
