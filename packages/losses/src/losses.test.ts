import '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-cpu';
import {InvalidBoxError, InvalidNumberError} from '@oid/boxes';
import {OptionError, ShapeError} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {mineHardLosses} from './hard-example-miner.ts';
import {weightedDiouLoss, weightedGiouLoss, weightedIouLoss} from './iou-losses.ts';
import {weightedSmoothL1Loss} from './localization-losses.ts';
import {classificationLossOf, localizationLossOf} from './named-losses.ts';
import type {ClassificationLossChoice, LocalizationLossChoice} from './named-losses.ts';
import {bootstrappedSigmoidLoss, sigmoidFocalLoss, weightedSigmoidLoss} from './sigmoid-losses.ts';
import {weightedSoftmaxLoss} from './softmax-losses.ts';
import {ssdLosses} from './ssd-losses.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

const LOCALIZATION: readonly LocalizationLossChoice[] = [
  {type: 'weighted_smooth_l1', delta: 2},
  {type: 'weighted_l2'},
  {type: 'weighted_iou'},
  {type: 'weighted_giou'},
  {type: 'weighted_diou'},
];
const CLASSIFICATION: readonly ClassificationLossChoice[] = [
  {type: 'weighted_sigmoid'},
  {type: 'weighted_sigmoid_focal', gamma: 2, alpha: 0.25},
  {type: 'weighted_softmax', logitScale: 2},
  {type: 'weighted_logits_softmax'},
  {type: 'bootstrapped_sigmoid', alpha: 0.5},
];

describe('every localization loss', () => {
  test.each(LOCALIZATION)('$type takes no anchors, one shape, NaN targets, and leaves no tensor behind', (choice) => {
    const loss = localizationLossOf(choice);
    tf.tidy(() => {
      expect(loss(tf.zeros([2, 0, 4]), tf.zeros([2, 0, 4]), tf.zeros([2, 0])).shape).toEqual([2, 0]);
      expect(() => loss(tf.zeros([2, 3, 4]), tf.zeros([2, 3, 3]), tf.zeros([2, 3]))).toThrow('targets has shape [2, 3, 3]');
      expect(() => loss(tf.zeros([2, 3, 4]), tf.zeros([2, 3, 4]), tf.zeros([3, 2]))).toThrow('weights has shape [3, 2]');
      expect(() => loss(tf.zeros([2, 3, 4]), tf.zeros([2, 3, 4]), tf.zeros([2, 3]), {lossesMask: tf.ones([3])})).toThrow('lossesMask');
    });
    const predictions = tf.tensor3d([[[0, 0, 1, 0.5]]]);
    const targets = tf.tensor3d([[[NaN, NaN, NaN, NaN]]]);
    const weights = tf.ones<tf.Rank.R2>([1, 1]);
    const before = tf.memory().numTensors;
    const value = loss(predictions, targets, weights, {ignoreNanTargets: true});
    const gradient = tf.tidy(() =>
      tf.grad((x: tf.Tensor) => loss(x as tf.Tensor3D, targets, weights, {ignoreNanTargets: true}))(predictions),
    );
    expect([...value.dataSync(), ...gradient.dataSync()].every((number) => Math.abs(number) < 1e-6)).toBe(true);
    tf.dispose([value, gradient]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses a delta of 0', () => {
    expect(() => weightedSmoothL1Loss(tf.zeros([1, 1, 4]), tf.zeros([1, 1, 4]), tf.zeros([1, 1]), {delta: 0})).toThrow(OptionError);
  });
});

describe('overlap losses', () => {
  const lossesOf = (x: number[], t: number[]): number[] =>
    [weightedIouLoss, weightedGiouLoss, weightedDiouLoss].map((loss) =>
      tf.tidy(() => loss(tf.tensor3d([[x]]), tf.tensor3d([[t]]), tf.ones([1, 1])).dataSync()[0] as number),
    );

  test('are 0 for equal boxes and pull boxes together that are apart', () => {
    expect(lossesOf([0, 0, 1, 2], [0, 0, 1, 2])).toEqual([0, 0, 0]);
    // Unit squares with a gap of one: the hull is 1 by 3, centres 2 apart.
    expect(lossesOf([0, 0, 1, 1], [0, 2, 1, 3])).toEqual([1, expect.closeTo(4 / 3, 6), expect.closeTo(1.4, 6)]);
    const slope = tf.tidy(() => {
      const target = tf.tensor3d([[[0, 2, 1, 3]]]);
      const loss = (x: tf.Tensor): tf.Tensor => weightedDiouLoss(x as tf.Tensor3D, target, tf.ones([1, 1]));
      return [
        ...tf
          .grad(loss)(tf.tensor3d([[[0, 0, 1, 1]]]))
          .dataSync(),
      ];
    });
    expect(slope[3]).toBeLessThan(0);
  });

  test('are numbers for boxes of no area', () => {
    expect(lossesOf([0.5, 0.5, 0.5, 0.5], [0.5, 0.5, 0.5, 0.5])).toEqual([1, 1, 1]);
    expect(lossesOf([0, 0, 1, 1], [0.5, 0, 0.5, 1]).every(Number.isFinite)).toBe(true);
  });

  test('refuse anything but boxes', () => {
    expect(() => weightedIouLoss(tf.zeros([1, 1, 3]), tf.zeros([1, 1, 3]), tf.zeros([1, 1]))).toThrow('predictions has shape [1, 1, 3]');
  });
});

describe('every classification loss', () => {
  test.each(CLASSIFICATION)('$type takes no anchors, weights of both forms, and leaves no tensor behind', (choice) => {
    const loss = classificationLossOf(choice);
    tf.tidy(() => {
      expect(loss(tf.zeros([2, 0, 4]), tf.zeros([2, 0, 4]), tf.zeros([2, 0, 1])).size).toBe(0);
      expect(() => loss(tf.zeros([2, 3, 4]), tf.zeros([2, 3, 3]), tf.zeros([2, 3, 1]))).toThrow(ShapeError);
      expect(() => loss(tf.zeros([2, 3, 4]), tf.zeros([2, 3, 4]), tf.zeros([2, 3, 2]))).toThrow('[2, 3, 4] or [2, 3, 1]');
      expect(() => loss(tf.zeros([2, 3]) as unknown as tf.Tensor3D, tf.zeros([2, 3, 4]), tf.zeros([2, 3, 1]))).toThrow('predictions');
      const targets = tf.tensor3d([[[0, 1]]]);
      const wide = loss(tf.tensor3d([[[1, 2]]]), targets, tf.tensor3d([[[0.5, 0.5]]])).dataSync();
      expect([...loss(tf.tensor3d([[[1, 2]]]), targets, tf.tensor3d([[[0.5]]])).dataSync()]).toEqual([...wide]);
    });
    const logits = tf.tensor3d([[[1, 2, -1]]]);
    const targets = tf.tensor3d([[[0, 1, 0]]]);
    const weights = tf.ones<tf.Rank.R3>([1, 1, 1]);
    const before = tf.memory().numTensors;
    const gradient = tf.tidy(() => tf.grad((x: tf.Tensor) => loss(x as tf.Tensor3D, targets, weights))(logits));
    tf.dispose([gradient, loss(logits, targets, weights)]);
    expect(tf.memory().numTensors).toBe(before);
  });

  test('gives no gradient to targets or weights', () => {
    tf.tidy(() => {
      const both = tf.grads((x, t) => weightedSigmoidLoss(x as tf.Tensor3D, t as tf.Tensor3D, tf.ones([1, 1, 1])));
      expect(() => both([tf.tensor3d([[[1]]]), tf.tensor3d([[[1]]])])).toThrow('Cannot compute gradient');
    });
  });

  test('refuses options out of range', () => {
    const [x, w] = [tf.zeros<tf.Rank.R3>([1, 1, 2]), tf.ones<tf.Rank.R3>([1, 1, 1])];
    expect(() => sigmoidFocalLoss(x, x, w, {gamma: -1})).toThrow('gamma');
    expect(() => sigmoidFocalLoss(x, x, w, {alpha: NaN})).toThrow('alpha');
    expect(() => bootstrappedSigmoidLoss(x, x, w, {alpha: 1.5})).toThrow(OptionError);
    expect(() => weightedSoftmaxLoss(x, x, w, {logitScale: 0})).toThrow('logitScale');
  });
});

describe('losses by name', () => {
  test('name the nearest when there is none of that name', () => {
    expect(() => localizationLossOf({type: 'weighted_smoothl1' as 'weighted_l2'})).toThrow('nearest: weighted_smooth_l1');
    expect(() => classificationLossOf({type: 'weighted_sigmod' as 'weighted_sigmoid'})).toThrow('nearest: weighted_sigmoid');
  });
});

describe('mineHardLosses', () => {
  const boxes = Float32Array.of(0, 0, 1, 1, 2, 2, 3, 3, 0, 0, 1, 1, 2, 2, 3, 3);
  const localization = (): tf.Tensor2D => tf.tensor2d([1, 2, 3, 4], [2, 2]);
  const classification = (): tf.Tensor2D => tf.tensor2d([8, 4, 2, 1], [2, 2]);

  test('keeps the hardest by the loss that is asked for', () => {
    tf.tidy(() => {
      const sums = (lossType: 'both' | 'classification' | 'localization'): number[] => {
        const mined = mineHardLosses(localization(), classification(), boxes, undefined, {
          numHardExamples: 1,
          lossType,
          localizationWeight: 10,
        });
        return [mined.localizationLoss.dataSync()[0] as number, mined.classificationLoss.dataSync()[0] as number];
      };
      expect(sums('classification')).toEqual([1 + 3, 8 + 2]);
      expect(sums('localization')).toEqual([2 + 4, 4 + 1]);
      expect(sums('both')).toEqual([2 + 4, 4 + 1]); // 18, 24; 32, 41
    });
  });

  test('lets gradients through to what is kept only, tensors taken for boxes and matches', () => {
    tf.tidy(() => {
      const matches = tf.tensor2d([0, -1, -1, -1], [2, 2], 'int32');
      const options = {maxNegativesPerPositive: 1};
      const loss = (x: tf.Tensor): tf.Scalar => {
        const mined = mineHardLosses(x as tf.Tensor2D, classification(), tf.tensor3d(boxes, [2, 2, 4]), matches, options);
        expect(mined.kept.map(({indices}) => [...indices])).toEqual([[0, 1], []]);
        return mined.localizationLoss;
      };
      expect([...tf.grad(loss)(localization()).dataSync()]).toEqual([1, 1, 0, 0]);
    });
  });

  test('asks for anchorwise output in revision E1, and does the same then', () => {
    tf.tidy(() => {
      expect(() => mineHardLosses(localization(), classification(), boxes, undefined, {revision: 'E1'})).toThrow('anchorwiseOutput');
      const mined = mineHardLosses(localization(), classification(), boxes, undefined, {revision: 'E1', anchorwiseOutput: true});
      expect(mined.localizationLoss.dataSync()[0]).toBe(10);
    });
  });

  test('refuses NaN, shapes and options', () => {
    tf.tidy(() => {
      const mine = (l: tf.Tensor2D, b: Float32Array, options = {}) => mineHardLosses(l, classification(), b, undefined, options);
      expect(() => mine(tf.tensor2d([NaN, 1, 1, 1], [2, 2]), boxes)).toThrow(InvalidNumberError);
      expect(() =>
        mine(
          localization(),
          boxes.map(() => NaN),
        ),
      ).toThrow(InvalidBoxError);
      expect(() => mine(localization(), boxes.subarray(4))).toThrow(ShapeError);
      expect(() => mine(tf.zeros([2, 3]), boxes)).toThrow(ShapeError);
      expect(() => mine(localization(), boxes, {lossType: 'all'})).toThrow('lossType');
      expect(() => mineHardLosses(localization(), classification(), boxes, new Int32Array(3))).toThrow('matches');
    });
  });
});

describe('ssdLosses', () => {
  const predictions = () => ({
    boxEncodings: tf.tensor3d([1, 1, 1, 1, 3, 3, 3, 3], [1, 2, 4]),
    classLogits: tf.zeros<tf.Rank.R3>([1, 2, 2]),
  });
  const targets = (weights: [number, number]) => ({
    boxTargets: tf.zeros<tf.Rank.R3>([1, 2, 4]),
    boxWeights: tf.tensor2d(weights, [1, 2]),
    classTargets: tf.tensor3d([0, 1, 1, 0], [1, 2, 2]),
    classWeights: tf.ones<tf.Rank.R2>([1, 2]),
  });
  const numbers = (weights: [number, number], options = {}): number[] =>
    tf.tidy(() => Object.values(ssdLosses(predictions(), targets(weights), options)).map((loss) => loss.dataSync()[0] as number));

  test('divides by the sum of weights, at least 1, or in E1 by their number', () => {
    // Huber 0.5 on four numbers is 2, 2.5 is 10. Four times ln 2 for the classes.
    expect(numbers([1, 1])).toEqual([6, expect.closeTo(2 * Math.LN2, 6)]);
    expect(numbers([0.5, 0])).toEqual([1, expect.closeTo(4 * Math.LN2, 6)]);
    expect(numbers([0.5, 2])).toEqual([expect.closeTo(21 / 2.5, 5), expect.closeTo((4 * Math.LN2) / 2.5, 6)]);
    expect(numbers([0.5, 2], {revision: 'E1'})).toEqual([10.5, expect.closeTo(2 * Math.LN2, 6)]);
    expect(numbers([1, 1], {normalizeByMatches: false, normalizeLocalizationByCodeSize: true})).toEqual([
      3,
      expect.closeTo(4 * Math.LN2, 6),
    ]);
  });

  test('is 0 for boxes in images without truth', () => {
    expect(numbers([0, 0])[0]).toBe(0);
  });

  test('leaves out anchors that were not sampled and images that are not annotated', () => {
    const sampled = tf.tensor2d([0, 1], [1, 2]);
    expect(numbers([1, 1], {sampled})).toEqual([10, expect.closeTo(2 * Math.LN2, 6)]);
    expect(numbers([1, 1], {lossesMask: tf.tensor1d([0])})).toEqual([0, 0]);
  });

  test('takes losses by their names and gives gradients to both predictions', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => {
      const {boxEncodings, classLogits} = predictions();
      const total = (box: tf.Tensor, logits: tf.Tensor): tf.Scalar => {
        const losses = ssdLosses({boxEncodings: box as tf.Tensor3D, classLogits: logits as tf.Tensor3D}, targets([1, 0]), {
          localization: {type: 'weighted_l2'},
          classification: {type: 'weighted_softmax'},
        });
        return tf.add(losses['Loss/localization_loss'], tf.mul(losses['Loss/classification_loss'], 2));
      };
      const [box, logits] = tf.grads(total)([boxEncodings, classLogits]);
      expect([...(box as tf.Tensor).dataSync()]).toEqual([1, 1, 1, 1, 0, 0, 0, 0]);
      expect([...(logits as tf.Tensor).dataSync()]).toEqual([1, -1, -1, 1]);
    });
    expect(tf.memory().numTensors).toBe(before);
  });

  test('refuses mining with focal loss, and shapes that do not agree', () => {
    const miner = {decodedBoxes: new Float32Array(8)};
    expect(() => numbers([1, 1], {classification: {type: 'weighted_sigmoid_focal'}, miner})).toThrow('weighted_sigmoid_focal');
    expect(() => numbers([1, 1], {sampled: tf.ones([2, 1])})).toThrow('sampled');
    tf.tidy(() => {
      const short = {...predictions(), classLogits: tf.zeros<tf.Rank.R3>([1, 1, 2])};
      expect(() => ssdLosses(short, targets([1, 1]))).toThrow(ShapeError);
    });
  });
});
