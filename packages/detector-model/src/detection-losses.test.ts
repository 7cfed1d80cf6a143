import '@tensorflow/tfjs';
import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {detectionLosses} from './detection-losses.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** Two images of three anchors, one class; anchor 1 of image 0 and anchor 2 of image 1 are matched. Level logits: each loss ln 2 / 16. */
function example(): Parameters<typeof detectionLosses>[0] & Parameters<typeof detectionLosses>[1] {
  const boxEncodings = tf.mul<tf.Tensor3D>(tf.ones([2, 3, 4]), 5);
  const mask = [0, 1, 0, 0, 0, 1].flatMap((matched) => [matched, matched, matched, matched]);
  return {
    classLogits: tf.zeros([2, 3, 2]),
    boxEncodings,
    classTargets: tf.tensor2d([0, 1, 0, 0, 0, 1], [2, 3], 'int32'),
    boxTargets: tf.mul(tf.ones([2, 3, 4]), 3),
    boxMask: tf.tensor3d(mask, [2, 3, 4]),
  };
}

describe('detectionLosses', () => {
  test('averages over anchors and over all box numbers by default', () => {
    tf.tidy(() => {
      const batch = example();
      const {classLoss, boxLoss} = detectionLosses(batch, batch);
      expect(classLoss.dataSync()[0]).toBeCloseTo(Math.LN2 / 16, 6);
      expect(boxLoss.dataSync()[0]).toBeCloseTo((8 * 1.5) / 24, 6);
    });
  });

  test('divides sums by the number of matches on request', () => {
    tf.tidy(() => {
      const batch = example();
      const {classLoss, boxLoss} = detectionLosses(batch, batch, {normalizeBy: 'matches'});
      expect(classLoss.dataSync()[0]).toBeCloseTo((6 * Math.LN2) / 16 / 2, 6);
      expect(boxLoss.dataSync()[0]).toBeCloseTo((8 * 1.5) / 2, 6);
    });
  });

  test('divides by one when nothing is matched', () => {
    tf.tidy(() => {
      const batch = {...example(), boxMask: tf.zeros<tf.Rank.R3>([2, 3, 4])};
      const {classLoss, boxLoss} = detectionLosses(batch, batch, {normalizeBy: 'matches'});
      expect(classLoss.dataSync()[0]).toBeCloseTo((6 * Math.LN2) / 16, 6);
      expect(boxLoss.dataSync()[0]).toBe(0);
    });
  });

  test('hands its options on', () => {
    tf.tidy(() => {
      const batch = example();
      const {classLoss, boxLoss} = detectionLosses(batch, batch, {alpha: 1, gamma: 0, sigma: 0.5});
      expect(classLoss.dataSync()[0]).toBeCloseTo(Math.LN2, 6);
      expect(boxLoss.dataSync()[0]).toBeCloseTo((8 * 0.5) / 24, 6); // (0.5 · 2)² / 2
    });
  });

  test.each(['anchors', 'matches'] as const)('sends gradients to matched boxes alone, by %s', (normalizeBy) => {
    tf.tidy(() => {
      const batch = example();
      const share = normalizeBy === 'anchors' ? 24 : 2;
      const gradient = tf.grad((x: tf.Tensor) => detectionLosses({...batch, boxEncodings: x as tf.Tensor3D}, batch, {normalizeBy}).boxLoss);
      const expected = batch.boxMask.dataSync();
      gradient(batch.boxEncodings)
        .dataSync()
        .forEach((value, index) => expect(value).toBeCloseTo((expected[index] as number) / share, 6));
    });
  });

  test('refuses targets of other anchors, an empty batch, and an unknown way to normalise', () => {
    tf.tidy(() => {
      const batch = example();
      expect(() => detectionLosses(batch, {...batch, boxMask: tf.zeros([2, 4, 4])})).toThrow(ShapeError);
      expect(() => detectionLosses({...batch, boxEncodings: tf.zeros([0, 3, 4])}, batch)).toThrow(ShapeError);
      expect(() => detectionLosses(batch, batch, {normalizeBy: 'mean' as 'anchors'})).toThrow(OptionError);
    });
  });

  test('leaves two scalars and nothing else', () => {
    const before = tf.memory().numTensors;
    const batch = tf.tidy(example);
    const {classLoss, boxLoss} = detectionLosses(batch, batch);
    tf.dispose([classLoss, boxLoss, ...Object.values(batch)]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
