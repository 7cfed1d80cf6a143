import '@tensorflow/tfjs-backend-cpu';
import {readFileSync} from 'node:fs';
import * as tf from '@tensorflow/tfjs-core';
import {beforeAll, describe, expect, test} from 'vitest';
import {weightedDiouLoss, weightedGiouLoss, weightedIouLoss} from './iou-losses.ts';
import {weightedL2Loss, weightedSmoothL1Loss} from './localization-losses.ts';
import {bootstrappedSigmoidLoss, sigmoidFocalLoss, weightedSigmoidLoss} from './sigmoid-losses.ts';
import {weightedLogitsSoftmaxLoss, weightedSoftmaxLoss} from './softmax-losses.ts';
import {ssdLosses} from './ssd-losses.ts';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

type Result = {value: number[]; gradient: number[]};
type Miner = {
  num_hard_examples: number | null;
  iou_threshold: number;
  loss_type: 'both' | 'cls' | 'loc';
  cls_loss_weight?: number;
  loc_loss_weight?: number;
  max_negatives_per_positive?: number;
  min_negatives_per_image?: number;
};
type Golden = {
  shape: [number, number, number];
  localization: Record<'predictions' | 'targets' | 'weights' | 'boxes' | 'boxTargets', number[]> & {nanAt: number} & Record<
      'smoothL1' | 'smoothL1Delta' | 'smoothL1Nan' | 'smoothL1Masked' | 'l2' | 'iou',
      Result
    >;
  classification: Record<'logits' | 'oneHot' | 'several' | 'weights' | 'oneWeight' | 'targetLogits', number[]> &
    Record<
      | 'sigmoid'
      | 'sigmoidMasked'
      | 'focal'
      | 'focalPlain'
      | 'focalGamma0'
      | 'softmax'
      | 'softmaxScaled'
      | 'logitsSoftmax'
      | 'bootstrappedSoft'
      | 'bootstrappedHard',
      Result
    >;
  ssd: {
    anchors: number;
    matches: number[];
    cases: {miner: Miner | null; normalize: boolean; codeSize: boolean; losses: [number, number]}[];
  } & Record<'boxEncodings' | 'boxTargets' | 'boxWeights' | 'classLogits' | 'classTargets' | 'classWeights' | 'decodedBoxes', number[]>;
};

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
const golden = read('object-detection') as Golden;
const torch = read('torchvision') as {predictions: number[]; targets: number[]; giou: Result; diou: Result};
const [B, N, K] = golden.shape;

/** What differs by more than 2e-6 and one part in a hundred thousand. */
function differences(found: ArrayLike<number>, expected: readonly number[]): string[] {
  if (found.length !== expected.length) return [`${found.length} numbers for ${expected.length}`];
  return expected.flatMap((value, k) =>
    Math.abs((found[k] as number) - value) <= 2e-6 + 1e-5 * Math.abs(value) ? [] : [`element ${k}: ${found[k]} for ${value}`],
  );
}

/** Differences of the value, and of the gradient of the sum of the values, each times its place from 1, over 8. */
function compare(predictions: tf.Tensor3D, loss: (x: tf.Tensor3D) => tf.Tensor, expected: Result, above?: 'ones'): string[] {
  return tf.tidy(() => {
    const value = loss(predictions);
    const dy = above === 'ones' ? tf.onesLike(value) : tf.reshape(tf.div(tf.range(1, value.size + 1), 8), value.shape);
    const gradient = tf.grad((x: tf.Tensor) => loss(x as tf.Tensor3D))(predictions, dy);
    return [...differences(value.dataSync(), expected.value), ...differences(gradient.dataSync(), expected.gradient)];
  });
}

describe("the reference's localization losses, values and gradients", () => {
  const {localization} = golden;
  const of = (values: number[]): tf.Tensor3D => tf.tensor3d(values, [B, N, 4]);
  test.each<[keyof Golden['localization'], (x: tf.Tensor3D, t: tf.Tensor3D, w: tf.Tensor2D) => tf.Tensor]>([
    ['smoothL1', (x, t, w) => weightedSmoothL1Loss(x, t, w)],
    ['smoothL1Delta', (x, t, w) => weightedSmoothL1Loss(x, t, w, {delta: 0.25})],
    ['smoothL1Masked', (x, t, w) => weightedSmoothL1Loss(x, t, w, {lossesMask: tf.tensor1d([1, 0])})],
    ['l2', (x, t, w) => weightedL2Loss(x, t, w)],
  ])('%s', (name, loss) => {
    const [targets, weights] = [of(localization.targets), tf.tensor2d(localization.weights, [B, N])];
    expect(compare(of(localization.predictions), (x) => loss(x, targets, weights), localization[name] as Result)).toEqual([]);
  });

  test('smooth L1 with NaN among the targets', () => {
    const targets = of(localization.targets.map((value, k) => (k === localization.nanAt ? NaN : value)));
    const weights = tf.tensor2d(localization.weights, [B, N]);
    expect(
      compare(
        of(localization.predictions),
        (x) => weightedSmoothL1Loss(x, targets, weights, {ignoreNanTargets: true}),
        localization.smoothL1Nan,
      ),
    ).toEqual([]);
  });

  test('IoU', () => {
    const [targets, weights] = [of(localization.boxTargets), tf.tensor2d(localization.weights, [B, N])];
    expect(compare(of(localization.boxes), (x) => weightedIouLoss(x, targets, weights), localization.iou)).toEqual([]);
  });
});

describe("torchvision's IoU losses, values and gradients", () => {
  test.each([
    ['giou', weightedGiouLoss],
    ['diou', weightedDiouLoss],
  ] as const)('%s', (name, loss) => {
    const [predictions, targets] = [tf.tensor3d(torch.predictions, [1, 10, 4]), tf.tensor3d(torch.targets, [1, 10, 4])];
    expect(compare(predictions, (x) => loss(x, targets, tf.ones([1, 10])), torch[name], 'ones')).toEqual([]);
  });
});

describe("the reference's classification losses, values and gradients, logits of ±1e4 among them", () => {
  const {classification} = golden;
  const of = (name: 'logits' | 'oneHot' | 'several' | 'weights' | 'targetLogits'): tf.Tensor3D =>
    tf.tensor3d(classification[name], [B, N, K]);
  const one = (): tf.Tensor3D => tf.tensor3d(classification.oneWeight, [B, N, 1]);
  test.each<[keyof Golden['classification'], (x: tf.Tensor3D) => tf.Tensor]>([
    ['sigmoid', (x) => weightedSigmoidLoss(x, of('several'), of('weights'))],
    ['sigmoidMasked', (x) => weightedSigmoidLoss(x, of('several'), of('weights'), {lossesMask: tf.tensor1d([1, 0])})],
    ['focal', (x) => sigmoidFocalLoss(x, of('several'), of('weights'), {alpha: 0.25})],
    ['focalPlain', (x) => sigmoidFocalLoss(x, of('several'), one(), {gamma: 1.5})],
    ['focalGamma0', (x) => sigmoidFocalLoss(x, of('several'), one(), {gamma: 0, alpha: 0.75})],
    ['softmax', (x) => weightedSoftmaxLoss(x, of('oneHot'), of('weights'))],
    ['softmaxScaled', (x) => weightedSoftmaxLoss(x, of('oneHot'), one(), {logitScale: 2.5})],
    ['logitsSoftmax', (x) => weightedLogitsSoftmaxLoss(x, of('targetLogits'), one(), {logitScale: 1.5})],
    ['bootstrappedSoft', (x) => bootstrappedSigmoidLoss(x, of('several'), of('weights'), {alpha: 0.4})],
    ['bootstrappedHard', (x) => bootstrappedSigmoidLoss(x, of('several'), of('weights'), {alpha: 0.4, hardBootstrap: true})],
  ])('%s', (name, loss) => {
    expect(compare(of('logits'), loss, classification[name] as Result)).toEqual([]);
  });
});

describe("the reference's SSD losses", () => {
  const {ssd} = golden;
  const A = ssd.anchors;
  test.each(ssd.cases)('miner $miner, by matches $normalize, by code size $codeSize', ({miner, normalize, codeSize, losses}) => {
    const found = tf.tidy(() => {
      const named = ssdLosses(
        {boxEncodings: tf.tensor3d(ssd.boxEncodings, [B, A, 4]), classLogits: tf.tensor3d(ssd.classLogits, [B, A, K])},
        {
          boxTargets: tf.tensor3d(ssd.boxTargets, [B, A, 4]),
          boxWeights: tf.tensor2d(ssd.boxWeights, [B, A]),
          classTargets: tf.tensor3d(ssd.classTargets, [B, A, K]),
          classWeights: tf.tensor2d(ssd.classWeights, [B, A]),
        },
        {
          normalizeByMatches: normalize,
          normalizeLocalizationByCodeSize: codeSize,
          miner:
            miner === null
              ? undefined
              : {
                  numHardExamples: miner.num_hard_examples ?? 0,
                  iouThreshold: miner.iou_threshold,
                  lossType: ({both: 'both', cls: 'classification', loc: 'localization'} as const)[miner.loss_type],
                  classificationWeight: miner.cls_loss_weight,
                  localizationWeight: miner.loc_loss_weight,
                  maxNegativesPerPositive: miner.max_negatives_per_positive,
                  minNegativesPerImage: miner.min_negatives_per_image,
                  decodedBoxes: Float32Array.from(ssd.decodedBoxes),
                  matches: Int32Array.from(ssd.matches),
                },
        },
      );
      return [named['Loss/localization_loss'], named['Loss/classification_loss']].map((loss) => loss.dataSync()[0] as number);
    });
    expect(differences(found, losses)).toEqual([]);
  });
});
