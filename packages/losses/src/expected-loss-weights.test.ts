import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {readFileSync} from 'node:fs';
import {beforeAll, describe, expect, test} from 'vitest';
import {EXPECTED_LOSS_WEIGHTS_DEFAULTS, expectedLossWeights, ssdLosses} from './index.ts';
import type {ExpectedLossWeightsOptions, SsdLossesOptions} from './index.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Golden = {
  shape: [number, number, number];
  losses: number[];
  unmatchedLosses: number[];
  hard: number[];
  soft: number[];
  cases: (Required<ExpectedLossWeightsOptions> & {targets: 'hard' | 'soft'; sums: number[]})[];
};
const golden = JSON.parse(readFileSync(new URL('../fixtures/expected-loss-weights.json', import.meta.url), 'utf8')) as Golden;

describe('expectedLossWeights', () => {
  test.each(golden.cases)("gives the reference's sums: $type, $targets, $desiredNegativeSamplingRatio, $minNumNegativeSamples", (entry) => {
    const [batch, anchors, columns] = golden.shape;
    const found = tf.tidy(() => {
      const targets = tf.tensor3d(golden[entry.targets], [batch, anchors, columns]);
      const probabilities = tf.sub<tf.Tensor2D>(1, tf.squeeze(tf.slice(targets, [0, 0, 0], [batch, anchors, 1]), [2]));
      const {foreground, background} = expectedLossWeights(probabilities, entry);
      const [losses, unmatched] = [golden.losses, golden.unmatchedLosses].map((values) => tf.tensor2d(values, [batch, anchors]));
      return [...tf.sum(tf.add(tf.mul(foreground, losses as tf.Tensor), tf.mul(background, unmatched as tf.Tensor)), 1).dataSync()];
    });
    expect(found).toEqual(entry.sums.map((sum) => expect.closeTo(sum, 4) as unknown));
  });

  test('shares out the negatives of one positive among five anchors', () => {
    const weights = (type: ExpectedLossWeightsOptions['type'], ratio: number): number[] =>
      tf.tidy(() => {
        const options = {type, desiredNegativeSamplingRatio: ratio, minNumNegativeSamples: 2};
        return [...expectedLossWeights(tf.tensor2d([[1, 0, 0, 0, 0]]), options).background.dataSync()];
      });
    expect(weights('expected_sampling', 3)).toEqual([0, 0.75, 0.75, 0.75, 0.75]);
    expect(weights('expected_sampling', 8)).toEqual([0, 1, 1, 1, 1]); // there are but four
    expect(weights('reweighting_unmatched_anchors', 8)).toEqual([0, 2, 2, 2, 2]);
  });

  test('takes a least number of negatives where nothing is positive, and no anchors', () => {
    const none = expectedLossWeights(tf.zeros([1, 4]), {type: 'expected_sampling', minNumNegativeSamples: 2});
    expect([...none.background.dataSync()]).toEqual([0.5, 0.5, 0.5, 0.5]);
    expect([...none.foreground.dataSync()]).toEqual([0, 0, 0, 0]);
    expect(expectedLossWeights(tf.zeros([2, 0]), {type: 'expected_sampling'}).background.shape).toEqual([2, 0]);
    expect(EXPECTED_LOSS_WEIGHTS_DEFAULTS).toEqual({desiredNegativeSamplingRatio: 3, minNumNegativeSamples: 0});
  });

  test('refuses what it does not know', () => {
    const p = tf.zeros<tf.Rank.R2>([1, 2]);
    expect(() => expectedLossWeights(p, {type: 'NONE' as 'expected_sampling'})).toThrow(OptionError);
    expect(() => expectedLossWeights(p, {type: 'expected_sampling', desiredNegativeSamplingRatio: NaN})).toThrow(OptionError);
    expect(() => expectedLossWeights(p, {type: 'expected_sampling', minNumNegativeSamples: -1})).toThrow(OptionError);
    expect(() => expectedLossWeights(tf.zeros([2]) as unknown as tf.Tensor2D, {type: 'expected_sampling'})).toThrow(ShapeError);
  });
});

describe('ssdLosses with expectedLossWeights', () => {
  // Three anchors, the first on a truth of class 1. Logits of 0: softmax costs ln 2 an anchor, a sigmoid ln 2 a class.
  const named = (classLogits: tf.Tensor3D, options: SsdLossesOptions): ReturnType<typeof ssdLosses> =>
    ssdLosses(
      {boxEncodings: tf.ones([1, 3, 4]), classLogits},
      {
        boxTargets: tf.zeros([1, 3, 4]),
        boxWeights: tf.tensor2d([1, 0, 0], [1, 3]),
        classTargets: tf.tensor3d([0, 1, 1, 0, 1, 0], [1, 3, 2]),
        classWeights: tf.ones<tf.Rank.R2>([1, 3]),
      },
      {expectedLossWeights: {type: 'expected_sampling', desiredNegativeSamplingRatio: 1}, ...options},
    );
  const losses = (type: 'weighted_softmax' | 'weighted_sigmoid', options: SsdLossesOptions = {}): number[] =>
    tf.tidy(() =>
      Object.values(named(tf.zeros([1, 3, 2]), {classification: {type}, ...options})).map((loss) => loss.dataSync()[0] as number),
    );

  test('weighs anchors where a loss has one number an anchor', () => {
    // The positive counts once, each of two negatives half.
    expect(losses('weighted_softmax')).toEqual([2, expect.closeTo(2 * Math.LN2, 6)]);
  });

  test('weighs classes where a loss has one number a class', () => {
    // Six problems, three positive; of the three negative ones, three are wanted.
    expect(losses('weighted_sigmoid')).toEqual([2, expect.closeTo(6 * Math.LN2, 6)]);
    const halved = {type: 'expected_sampling', desiredNegativeSamplingRatio: 0.5} as const;
    expect(losses('weighted_sigmoid', {expectedLossWeights: halved})).toEqual([2, expect.closeTo(4.5 * Math.LN2, 6)]);
  });

  test('takes the unmatched target that it is given', () => {
    const unmatchedClassTarget = tf.zeros<tf.Rank.R1>([2]);
    const [, classLoss] = losses('weighted_softmax', {expectedLossWeights: {type: 'expected_sampling', unmatchedClassTarget}});
    expect(classLoss).toBeCloseTo(Math.LN2, 6); // no target, no loss: the positive alone is left
  });

  test('passes gradients, weighed', () => {
    const before = tf.memory().numTensors;
    const gradient = tf.tidy(() => {
      const classLoss = (logits: tf.Tensor): tf.Scalar =>
        named(logits as tf.Tensor3D, {classification: {type: 'weighted_softmax'}})['Loss/classification_loss'];
      return tf
        .grad(classLoss)(tf.zeros([1, 3, 2]))
        .dataSync();
    });
    expect([...gradient]).toEqual([0.5, -0.5, -0.25, 0.25, -0.25, 0.25]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses a miner besides', () => {
    const miner = {decodedBoxes: new Float32Array(12)};
    expect(() => losses('weighted_sigmoid', {miner})).toThrow('left out with expectedLossWeights');
  });
});
