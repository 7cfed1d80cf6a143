import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import {beforeAll, describe, expect, test} from 'vitest';
import {weightedDiouLoss, weightedGiouLoss, weightedIouLoss} from './iou-losses.ts';
import {weightedL2Loss, weightedSmoothL1Loss} from './localization-losses.ts';
import {bootstrappedSigmoidLoss, sigmoidFocalLoss, weightedSigmoidLoss} from './sigmoid-losses.ts';
import {weightedLogitsSoftmaxLoss, weightedSoftmaxLoss} from './softmax-losses.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

/** The definition in float64, summed over one anchor's numbers; `t` the targets. */
type Definition = (x: readonly number[], t: readonly number[]) => number;
type Case = readonly [name: string, loss: (x: tf.Tensor3D, t: tf.Tensor3D) => tf.Tensor, definition: Definition];

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const each =
  (term: (x: number, t: number) => number): Definition =>
  (x, t) =>
    sum(x.map((value, k) => term(value, t[k] as number)));
const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const entropy = (x: number, t: number): number => Math.max(x, 0) - x * t + Math.log1p(Math.exp(-Math.abs(x)));
const softmax = (x: readonly number[]): number[] => {
  const exponentials = x.map((value) => Math.exp(value - Math.max(...x)));
  return exponentials.map((value) => value / sum(exponentials));
};
const focal =
  (gamma: number, alpha?: number) =>
  (x: number, t: number): number => {
    const rest = t * (1 - sigmoid(x)) + (1 - t) * sigmoid(x);
    return rest ** gamma * (alpha === undefined ? 1 : t * alpha + (1 - t) * (1 - alpha)) * entropy(x, t);
  };

/** IoU family for `[ymin, xmin, ymax, xmax]`. */
function overlaps(x: readonly number[], t: readonly number[]): {iou: number; giou: number; diou: number} {
  const [a, b, c, d] = x as [number, number, number, number];
  const [e, f, g, h] = t as [number, number, number, number];
  const shared = Math.max(0, Math.min(c, g) - Math.max(a, e)) * Math.max(0, Math.min(d, h) - Math.max(b, f));
  const union = (c - a) * (d - b) + (g - e) * (h - f) - shared;
  const [height, width] = [Math.max(c, g) - Math.min(a, e), Math.max(d, h) - Math.min(b, f)];
  const distance = ((a + c - e - g) / 2) ** 2 + ((b + d - f - h) / 2) ** 2;
  const iou = shared / union;
  return {iou, giou: iou - 1 + union / (height * width), diou: iou - distance / (height ** 2 + width ** 2)};
}

const one = (): tf.Tensor3D => tf.ones([1, 1, 1]);
const anchor = (): tf.Tensor2D => tf.ones([1, 1]);

const CLASS_LOSSES: readonly Case[] = [
  ['weightedSigmoidLoss', (x, t) => weightedSigmoidLoss(x, t, one()), each(entropy)],
  ['sigmoidFocalLoss', (x, t) => sigmoidFocalLoss(x, t, one(), {alpha: 0.25}), each(focal(2, 0.25))],
  ['sigmoidFocalLoss, gamma 0.5', (x, t) => sigmoidFocalLoss(x, t, one(), {gamma: 0.5}), each(focal(0.5))],
  [
    'bootstrappedSigmoidLoss, soft',
    (x, t) => bootstrappedSigmoidLoss(x, t, one(), {alpha: 0.3}),
    each((x, t) => entropy(x, 0.3 * t + 0.7 * sigmoid(x))),
  ],
  [
    'bootstrappedSigmoidLoss, hard',
    (x, t) => bootstrappedSigmoidLoss(x, t, one(), {alpha: 0.3, hardBootstrap: true}),
    each((x, t) => entropy(x, 0.3 * t + (x > 0 ? 0.7 : 0))),
  ],
  [
    'weightedSoftmaxLoss',
    (x, t) => weightedSoftmaxLoss(x, t, one(), {logitScale: 2}),
    (x, t) => -sum(softmax(x.map((v) => v / 2)).map((p, k) => (t[k] as number) * Math.log(p))),
  ],
  [
    'weightedLogitsSoftmaxLoss',
    (x, t) => weightedLogitsSoftmaxLoss(x, t, one()),
    (x, t) => -sum(softmax(x).map((p, k) => (softmax(t)[k] as number) * Math.log(p))),
  ],
];

const BOX_LOSSES: readonly Case[] = [
  [
    'weightedSmoothL1Loss',
    (x, t) => weightedSmoothL1Loss(x, t, anchor(), {delta: 0.5}),
    each((x, t) => (Math.abs(x - t) <= 0.5 ? (x - t) ** 2 / 2 : 0.5 * Math.abs(x - t) - 0.125)),
  ],
  ['weightedL2Loss', (x, t) => weightedL2Loss(x, t, tf.tensor2d([[0.5]])), each((x, t) => (0.5 * (x - t)) ** 2 / 2)],
];

const OVERLAP_LOSSES: readonly Case[] = [
  ['weightedIouLoss', (x, t) => weightedIouLoss(x, t, anchor()), (x, t) => 1 - overlaps(x, t).iou],
  ['weightedGiouLoss', (x, t) => weightedGiouLoss(x, t, anchor()), (x, t) => 1 - overlaps(x, t).giou],
  ['weightedDiouLoss', (x, t) => weightedDiouLoss(x, t, anchor()), (x, t) => 1 - overlaps(x, t).diou],
];

/** What differs from the definition: the value by more than 1e-4, or a slope by more than 1e-3. */
function differences([, loss, definition]: Case, x: number[], t: number[]): string[] {
  return tf.tidy(() => {
    const [predictions, targets] = [tf.tensor3d(x, [1, 1, x.length]), tf.tensor3d(t, [1, 1, t.length])];
    const value = loss(predictions, targets);
    const [found, expected] = [sum([...value.dataSync()]), definition(x, t)];
    const gradient = tf
      .grad((input: tf.Tensor) => loss(input as tf.Tensor3D, targets))(predictions, tf.onesLike(value))
      .dataSync();
    const slopes = x.flatMap((_, k) => {
      const moved = (by: number): number =>
        definition(
          x.map((v, at) => (at === k ? v + by : v)),
          t,
        );
      const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5;
      return Math.abs((gradient[k] as number) - slope) < 1e-3 ? [] : [`slope ${k} is ${gradient[k]}, not ${slope}`];
    });
    return Math.abs(found - expected) < 1e-4 ? slopes : [`value is ${found}, not ${expected}`, ...slopes];
  });
}

const number = fc.integer({min: -600, max: 600}).map((value) => value / 100 + 0.0037);
const bit = fc.constantFrom(0, 1);
/** Boxes whose edges never coincide with those of another, where the slope would jump. */
const edge = fc.integer({min: 0, max: 40}).map((value) => value / 40);
const boxOf = (shift: number): fc.Arbitrary<number[]> =>
  fc.tuple(edge, edge, edge, edge).map(([y, x, h, w]) => [y + shift, x + shift, y + h + 0.1 + shift, x + w + 0.1 + shift]);

describe('values and gradients follow the definition', () => {
  test.each(CLASS_LOSSES)('%s', (...one) => {
    fc.assert(
      fc.property(fc.tuple(number, number, number), fc.tuple(bit, bit, bit), (x, t) => {
        expect(differences(one, x, t)).toEqual([]);
      }),
      {numRuns: 40},
    );
  });

  test.each(BOX_LOSSES)('%s', (...one) => {
    const kink = (x: readonly number[], t: readonly number[]): boolean =>
      x.some((v, k) => Math.abs(Math.abs(v - (t[k] as number)) - 0.5) < 1e-3);
    fc.assert(
      fc.property(fc.tuple(number, number, number, number), fc.tuple(number, number, number, number), (x, t) => {
        fc.pre(!kink(x, t));
        expect(differences(one, x, t)).toEqual([]);
      }),
      {numRuns: 40},
    );
  });

  test.each(OVERLAP_LOSSES)('%s', (...one) => {
    fc.assert(
      fc.property(boxOf(0), boxOf(0.0071), (x, t) => {
        expect(differences(one, x, t)).toEqual([]);
      }),
      {numRuns: 60},
    );
  });
});

describe('large numbers', () => {
  const x = [1e4, -1e4, 1e4, -1e4];
  const t = [1, 0, 0, 1];

  test.each(CLASS_LOSSES.filter(([name]) => name !== 'weightedLogitsSoftmaxLoss'))(
    '%s is finite at logits of ±1e4, in value and gradient',
    (_, loss) => {
      tf.tidy(() => {
        const [predictions, targets] = [tf.tensor3d(x, [1, 1, 4]), tf.tensor3d(t, [1, 1, 4])];
        const value = loss(predictions, targets);
        const gradient = tf.grad((input: tf.Tensor) => loss(input as tf.Tensor3D, targets))(predictions, tf.onesLike(value));
        expect([...value.dataSync(), ...gradient.dataSync()].every(Number.isFinite)).toBe(true);
      });
    },
  );

  test('cost what they should', () => {
    tf.tidy(() => {
      const [predictions, targets] = [tf.tensor3d(x, [1, 1, 4]), tf.tensor3d(t, [1, 1, 4])];
      expect([...weightedSigmoidLoss(predictions, targets, one()).dataSync()]).toEqual([0, 0, 1e4, 1e4]);
      expect([...sigmoidFocalLoss(predictions, targets, one()).dataSync()]).toEqual([0, 0, 1e4, 1e4]);
      const first = tf.tensor3d([0, 1, 0, 0], [1, 1, 4]);
      expect([...weightedSoftmaxLoss(predictions, first, one()).dataSync()][0]).toBeCloseTo(2e4 + Math.LN2, 1);
      expect([...weightedLogitsSoftmaxLoss(predictions, predictions, one()).dataSync()][0]).toBeCloseTo(Math.LN2, 5);
    });
  });
});
