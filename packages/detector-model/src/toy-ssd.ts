import {ShapeError, checkRange, createRandom} from '@oid/core';
import type {ImageSize, Random} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import type {DetectorModel, Predictions, TrainingPredictions} from './detector-model.ts';
import {GradientsMissingError} from './errors/gradients-missing-error.ts';
import {convolution, createConvolution} from './layers/convolution.ts';
import {createNormalizedConvolution, normalizedConvolution, normalizedConvolutionForTraining} from './layers/normalized-convolution.ts';
import type {MovingStatistic, NormalizedConvolution} from './layers/normalized-convolution.ts';
import {TOY_SSD_ANCHORS_PER_CELL, toySsdAnchors, toySsdMaps} from './toy-ssd-scales.ts';
import {VariableStore} from './variable-store.ts';

export type ToySsdOptions = {
  /** Classes to detect, background left out; at least 1. */
  numClasses: number;
  /** Size of the images, at least 64 by 64. @default 256 by 256 (the Gluon tutorial) */
  inputSize?: ImageSize | undefined;
  /** Seed of the initial weights, an integer. @default 0 */
  seed?: number | undefined;
};

export const TOY_SSD_DEFAULTS: {readonly inputSize: Readonly<ImageSize>; readonly seed: number} = {
  inputSize: {height: 256, width: 256},
  seed: 0,
};

/** Subtracted from red, green and blue: the ImageNet means that the tutorial trains with. */
const PIXEL_MEANS = [123.68, 116.28, 103.53];

/** Blocks of two normalised convolutions and 2x2 max pooling: scope and channels. The first scale is read after the third. */
const BLOCKS = [
  {scope: 'ToySsd/Body/Block_0', channels: 16},
  {scope: 'ToySsd/Body/Block_1', channels: 32},
  {scope: 'ToySsd/Body/Block_2', channels: 64},
  {scope: 'ToySsd/Down_0', channels: 128},
  {scope: 'ToySsd/Down_1', channels: 128},
  {scope: 'ToySsd/Down_2', channels: 128},
] as const;
const FIRST_SCALE_AFTER = 2;

/**
 * The small single-shot detector of the Gluon tutorial: six downsampling blocks, predictions at five scales with four anchors a cell.
 *
 * At 256 by 256 it has 5,444 anchors; with one class 1,010,376 trainable numbers. A class predictor has `4 (K+1)` channels, channel
 * `i (K+1) + j` for anchor i of the cell and class j, a box predictor 16. Weights start as Xavier uniform of magnitude 2, the rest as 0 or 1.
 * The caller disposes the model.
 *
 * @throws OptionError for a number of classes below 1 or a size or seed that is no integer; {@link InputTooSmallError} below 64 by 64.
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
  const anchors = toySsdAnchors(toySsdMaps(inputSize));
  const variables = new VariableStore();
  createVariables(variables, numClasses, random);

  const predict = (images: tf.Tensor4D): Predictions =>
    tf.tidy(() => {
      checkImages(images, inputSize);
      return heads(
        variables,
        features(images, (scope, x) => normalizedConvolution(variables, scope, x)),
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
      const predictions = heads(variables, features(images, block), numClasses);
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
    predict,
    predictForTraining,
    dispose: () => variables.dispose(),
  };
}

function createVariables(store: VariableStore, numClasses: number, random: Random): void {
  let inputs = 3;
  for (const {scope, channels} of BLOCKS) {
    createNormalizedConvolution(store, `${scope}/Conv_0`, {inputs, outputs: channels}, random);
    createNormalizedConvolution(store, `${scope}/Conv_1`, {inputs: channels, outputs: channels}, random);
    inputs = channels;
  }
  const perScale = [...BLOCKS.slice(FIRST_SCALE_AFTER).map(({channels}) => channels), inputs];
  for (const [scale, channels] of perScale.entries()) {
    const classOutputs = TOY_SSD_ANCHORS_PER_CELL * (numClasses + 1);
    createConvolution(store, `ToySsd/ClassPredictor_${scale}`, {inputs: channels, outputs: classOutputs}, random);
    createConvolution(store, `ToySsd/BoxPredictor_${scale}`, {inputs: channels, outputs: TOY_SSD_ANCHORS_PER_CELL * 4}, random);
  }
}

/** The five maps to predict on, finest first: `[B, h, w, 64 or 128]`. */
function features(images: tf.Tensor4D, normalized: NormalizedConvolution): tf.Tensor4D[] {
  const maps: tf.Tensor4D[] = [];
  let x = tf.sub<tf.Tensor4D>(tf.cast(images, 'float32'), PIXEL_MEANS); // [B, H, W, 3]
  for (const [index, {scope}] of BLOCKS.entries()) {
    x = normalized(`${scope}/Conv_0`, x);
    x = normalized(`${scope}/Conv_1`, x);
    x = tf.maxPool(x, 2, 2, 'valid'); // [B, ⌊H/2⌋, ⌊W/2⌋, C]
    if (index >= FIRST_SCALE_AFTER) maps.push(x);
  }
  const [, height, width] = x.shape;
  maps.push(height * width === 1 ? x : tf.maxPool(x, [height, width], 1, 'valid')); // [B, 1, 1, 128]
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
