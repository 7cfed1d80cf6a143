import {OptionError, ShapeError, checkRange, createRandom} from '@oid/core';
import type {ImageSize, Random} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import type {DetectorModel, Predictions, TrainingPredictions} from './detector-model.ts';
import {GradientsMissingError} from './errors/gradients-missing-error.ts';
import {convolution, createConvolution} from './layers/convolution.ts';
import {createNormalizedConvolution, normalizedConvolution, normalizedConvolutionForTraining} from './layers/normalized-convolution.ts';
import type {MovingStatistic, NormalizedConvolution} from './layers/normalized-convolution.ts';
import {TOY_SSD_RATIOS, TOY_SSD_SIZES, countExtraBlocks, toySsdAnchors, toySsdMaps} from './toy-ssd-scales.ts';
import {VariableStore} from './variable-store.ts';

export type ToySsdOptions = {
  /** Classes to detect, background left out; at least 1. */
  numClasses: number;
  /** Size of the images, at least 64 by 64 for five scales. @default 256 by 256 (the Gluon tutorial) */
  inputSize?: ImageSize | undefined;
  /** Seed of the initial weights, an integer. @default 0 */
  seed?: number | undefined;
  /** Subtracted from red, green and blue. @default [123.68, 116.28, 103.53], the ImageNet means that the tutorial trains with */
  channelMeans?: readonly [number, number, number] | undefined;
  /** Channels of the blocks before the first scale, at least one. @default [16, 32, 64] (tutorial) */
  bodyDepths?: readonly number[] | undefined;
  /** Channels of the blocks between the scales. @default 128 (tutorial) */
  extraDepth?: number | undefined;
  /** Anchor sizes of each scale, finest first, as fractions of the image's height; at least one scale. @default `TOY_SSD_SIZES` */
  scales?: readonly (readonly number[])[] | undefined;
  /** Width to height; the first goes with every size, the others with the first size. @default [1, 2, 0.5] (tutorial) */
  aspectRatios?: readonly number[] | undefined;
  /** Of the Xavier weights, above 0. @default 2 (tutorial) */
  initializerMagnitude?: number | undefined;
  /**
   * Probability that a new model gives an anchor of holding an object at all, in (0, 1), the classes alike: what the biases of the class predictors
   * start from. Nearly every anchor is background, and learning that alone takes hundreds of steps from a model that does not know it.
   * RetinaNet takes 0.01 (Lin et al. 2017, arXiv:1708.02002, §3.3, §4.1).
   *
   * @default biases of 0: every class is as probable as background (tutorial)
   */
  foregroundPrior?: number | undefined;
  /** How targets are made of ground truth: see `assignTargets`. @default its defaults */
  targets?: DetectorModel['targets'];
  /** How outputs become detections, unless {@link detect} is told otherwise. @default the defaults of `multiBoxDetection` */
  detection?: DetectorModel['detection'];
};

export const TOY_SSD_DEFAULTS: {
  readonly inputSize: Readonly<ImageSize>;
  readonly seed: number;
  readonly channelMeans: readonly [number, number, number];
  readonly bodyDepths: readonly number[];
  readonly extraDepth: number;
  readonly scales: readonly (readonly number[])[];
  readonly aspectRatios: readonly number[];
  readonly initializerMagnitude: number;
} = {
  inputSize: {height: 256, width: 256},
  seed: 0,
  channelMeans: [123.68, 116.28, 103.53],
  bodyDepths: [16, 32, 64],
  extraDepth: 128,
  scales: TOY_SSD_SIZES,
  aspectRatios: TOY_SSD_RATIOS,
  initializerMagnitude: 2,
};

/** A block of two normalised convolutions and 2x2 max pooling. */
type Block = {scope: string; channels: number; isScale: boolean};

type Layout = {
  blocks: readonly Block[];
  /** Of each scale: channels of its map and anchors a cell. */
  heads: readonly {channels: number; anchors: number}[];
  channelMeans: readonly number[];
  magnitude: number;
  /** First bias of background; those of the classes are 0. */
  backgroundBias: number;
};

/**
 * The small single-shot detector of the Gluon tutorial: six downsampling blocks, predictions at five scales with four anchors a cell.
 *
 * At 256 by 256 it has 5,444 anchors; with one class 1,010,376 trainable numbers. A class predictor has `A (K+1)` channels, channel
 * `i (K+1) + j` for anchor i of the A of a cell and class j, a box predictor `4 A`. Weights start as Xavier uniform, the rest as 0 or 1 but for
 * the biases of `foregroundPrior`.
 * The caller disposes the model.
 *
 * @throws OptionError for a number of classes below 1, a size or seed that is no integer, and other options out of range;
 * {@link InputTooSmallError} where a map would be empty.
 * @see zackchase/mxnet-the-straight-dope, chapter 8, object-detection; Liu et al. 2016, SSD, arXiv:1512.02325.
 */
export function createToySsd(options: ToySsdOptions): DetectorModel {
  const numClasses = checkRange('numClasses', options.numClasses, {min: 1, max: 2 ** 16, integer: true});
  const size = options.inputSize ?? TOY_SSD_DEFAULTS.inputSize;
  const inputSize = {
    height: checkRange('inputSize.height', size.height, {min: 1, max: 2 ** 14, integer: true}),
    width: checkRange('inputSize.width', size.width, {min: 1, max: 2 ** 14, integer: true}),
  };
  const random = createRandom(options.seed ?? TOY_SSD_DEFAULTS.seed);
  const [sizes, ratios] = [options.scales ?? TOY_SSD_DEFAULTS.scales, options.aspectRatios ?? TOY_SSD_DEFAULTS.aspectRatios];
  const layout = layOut(options, sizes, ratios);
  const bodyBlocks = layout.blocks.findIndex(({isScale}) => isScale) + 1;
  const anchors = toySsdAnchors(toySsdMaps(inputSize, {bodyBlocks, scales: sizes.length}), {sizes, ratios});
  const variables = new VariableStore();
  createVariables(variables, layout, numClasses, random);

  const predict = (images: tf.Tensor4D): Predictions =>
    tf.tidy(() => {
      checkImages(images, inputSize);
      return heads(
        variables,
        features(images, layout, (scope, x) => normalizedConvolution(variables, scope, x)),
        numClasses,
      );
    });

  const predictForTraining = (images: tf.Tensor4D): TrainingPredictions => {
    checkGradients();
    const statistics: MovingStatistic[] = [];
    const outputs = tf.tidy(() => {
      checkImages(images, inputSize);
      const block: NormalizedConvolution = (scope, x) => {
        const {y, movingStatistics} = normalizedConvolutionForTraining(variables, scope, x);
        statistics.push(...movingStatistics);
        return y;
      };
      const predictions = heads(variables, features(images, layout, block), numClasses);
      return {...predictions, values: statistics.map(({value}) => value)}; // named, so that the tidy lets them out
    });
    return {classLogits: outputs.classLogits, boxEncodings: outputs.boxEncodings, movingStatistics: statistics};
  };

  return {
    name: 'ToySsd',
    numClasses,
    inputSize,
    anchors,
    numAnchors: anchors.length / 4,
    variables,
    featureExtractorScopes: ['ToySsd/Body/', 'ToySsd/Down_'],
    targets: options.targets,
    detection: options.detection,
    predict,
    predictForTraining,
    dispose: () => variables.dispose(),
  };
}

function layOut(options: ToySsdOptions, sizes: readonly (readonly number[])[], ratios: readonly number[]): Layout {
  const defaults = TOY_SSD_DEFAULTS;
  const bodyDepths = options.bodyDepths ?? defaults.bodyDepths;
  if (bodyDepths.length === 0) throw new OptionError('bodyDepths', '[]', 'at least one number of channels');
  if (sizes.length === 0) throw new OptionError('scales', '[]', 'the sizes of at least one scale');
  const depthRange = {min: 1, max: 2 ** 16, integer: true};
  const extraDepth = checkRange('extraDepth', options.extraDepth ?? defaults.extraDepth, depthRange);
  const channelMeans = options.channelMeans ?? defaults.channelMeans;
  channelMeans.forEach((mean, c) => checkRange(`channelMeans[${c}]`, mean, {min: -255, max: 255}));
  const magnitude = checkRange('initializerMagnitude', options.initializerMagnitude ?? defaults.initializerMagnitude, {min: 0, max: 1e6});
  const extraBlocks = countExtraBlocks({bodyBlocks: bodyDepths.length, scales: sizes.length});
  const blocks = [
    ...bodyDepths.map((depth, k) => ({
      scope: `ToySsd/Body/Block_${k}`,
      channels: checkRange(`bodyDepths[${k}]`, depth, depthRange),
      isScale: k === bodyDepths.length - 1,
    })),
    ...Array.from({length: extraBlocks}, (_, k) => ({scope: `ToySsd/Down_${k}`, channels: extraDepth, isScale: true})),
  ];
  const ofMaps = blocks.filter(({isScale}) => isScale).map(({channels}) => channels);
  const heads = sizes.map((own, scale) => ({
    channels: ofMaps[scale] ?? (ofMaps.at(-1) as number),
    anchors: own.length + ratios.length - 1,
  }));
  return {blocks, heads, channelMeans, magnitude, backgroundBias: backgroundBias(options)};
}

/** The bias `b` of background at which softmax gives K classes of bias 0 the prior together: `K / (K + exp(b))`. */
function backgroundBias({foregroundPrior, numClasses}: ToySsdOptions): number {
  if (foregroundPrior === undefined) return 0;
  const prior = checkRange('foregroundPrior', foregroundPrior, {min: 1e-6, max: 1 - 1e-6});
  return Math.log((numClasses * (1 - prior)) / prior);
}

function createVariables(
  store: VariableStore,
  {blocks, heads, magnitude, backgroundBias}: Layout,
  numClasses: number,
  random: Random,
): void {
  let inputs = 3;
  for (const {scope, channels} of blocks) {
    createNormalizedConvolution(store, `${scope}/Conv_0`, {inputs, outputs: channels, magnitude}, random);
    createNormalizedConvolution(store, `${scope}/Conv_1`, {inputs: channels, outputs: channels, magnitude}, random);
    inputs = channels;
  }
  for (const [scale, {channels, anchors}] of heads.entries()) {
    const columns = numClasses + 1;
    const biases = Float32Array.from({length: anchors * columns}, (_, output) => (output % columns === 0 ? backgroundBias : 0));
    createConvolution(store, `ToySsd/ClassPredictor_${scale}`, {inputs: channels, outputs: biases.length, magnitude, biases}, random);
    createConvolution(store, `ToySsd/BoxPredictor_${scale}`, {inputs: channels, outputs: anchors * 4, magnitude}, random);
  }
}

/** The maps to predict on, finest first: `[B, h, w, C]`. */
function features(images: tf.Tensor4D, {blocks, heads, channelMeans}: Layout, normalized: NormalizedConvolution): tf.Tensor4D[] {
  const maps: tf.Tensor4D[] = [];
  let x = tf.sub<tf.Tensor4D>(tf.cast(images, 'float32'), [...channelMeans]); // [B, H, W, 3]
  for (const {scope, isScale} of blocks) {
    x = normalized(`${scope}/Conv_0`, x);
    x = normalized(`${scope}/Conv_1`, x);
    x = tf.maxPool(x, 2, 2, 'valid'); // [B, ⌊H/2⌋, ⌊W/2⌋, C]
    if (isScale) maps.push(x);
  }
  if (maps.length === heads.length) return maps; // one scale
  const [, height, width] = x.shape;
  maps.push(height * width === 1 ? x : tf.maxPool(x, [height, width], 1, 'valid')); // [B, 1, 1, C]
  return maps;
}

function heads(store: VariableStore, maps: readonly tf.Tensor4D[], numClasses: number): Predictions {
  const joined = (predictor: string, columns: number): tf.Tensor3D => {
    const parts = maps.map((map, scale) => {
      const output = convolution(store, `ToySsd/${predictor}_${scale}`, map); // [B, h, w, 4 · columns]
      return tf.reshape<tf.Rank.R3>(output, [map.shape[0], output.size / (map.shape[0] * columns), columns]); // [B, h · w · 4, columns]
    });
    return tf.concat(parts, 1); // [B, N, columns]
  };
  return {classLogits: joined('ClassPredictor', numClasses + 1), boxEncodings: joined('BoxPredictor', 4)};
}

/** TensorFlow.js keeps its gradients apart from its core. Concat's stands for all of them. */
function checkGradients(): void {
  if (tf.engine().state.gradientDepth > 0 && tf.getGradient(tf.Concat) === undefined) throw new GradientsMissingError(tf.Concat);
}

function checkImages(images: tf.Tensor4D, {height, width}: ImageSize): void {
  const fits =
    images.rank === 4 && images.shape[0] >= 1 && images.shape[1] === height && images.shape[2] === width && images.shape[3] === 3;
  if (!fits) throw new ShapeError('images', images.shape, `[B, ${height}, ${width}, 3] with B at least 1`);
}
