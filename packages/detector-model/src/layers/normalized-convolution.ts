import type {Random} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import type {VariableStore} from '../variable-store.ts';
import {BATCH_NORM_EPSILON, batchNormRelu} from './batch-norm-relu.ts';
import {createConvolution} from './convolution.ts';
import type {ConvolutionShape} from './convolution.ts';
import {withoutGradient} from './without-gradient.ts';

/** Share of a moving statistic that stays at each step; the batch brings the rest. Gluon's default. */
export const BATCH_NORM_MOMENTUM = 0.9;

/** The next value of a moving mean or variance. Assign it with {@link applyMovingStatistics}. */
export type MovingStatistic = {variable: tf.Variable; value: tf.Tensor};

/** A normalised convolution as a network calls it: by its scope, in inference or in training. */
export type NormalizedConvolution = (scope: string, x: tf.Tensor4D) => tf.Tensor4D;

/** Makes a convolution and, under `<scope>/BatchNorm`, gamma 1, beta 0, moving_mean 0, moving_variance 1. */
export function createNormalizedConvolution(store: VariableStore, scope: string, shape: ConvolutionShape, random: Random): void {
  createConvolution(store, scope, shape, random);
  const create = (name: string, value: number, trainable: boolean): tf.Variable =>
    store.create(`${scope}/BatchNorm/${name}`, {shape: [shape.outputs], data: new Float32Array(shape.outputs).fill(value), trainable});
  create('gamma', 1, true);
  create('beta', 0, true);
  create('moving_mean', 0, false);
  create('moving_variance', 1, false);
}

/**
 * 3x3 convolution, batch norm with the moving statistics, ReLU. The norm is folded into the convolution's weights, so this is one pass.
 *
 * @param x - float32 `[B, H, W, inputs]`.
 * @returns `[B, H, W, outputs]`. The caller disposes it.
 */
export function normalizedConvolution(store: VariableStore, scope: string, x: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const vector = (name: string): tf.Tensor1D => store.get<tf.Rank.R1>(`${scope}/${name}`);
    const deviation = tf.sqrt(tf.add(vector('BatchNorm/moving_variance'), BATCH_NORM_EPSILON)); // [C]
    const scale = tf.div(vector('BatchNorm/gamma'), deviation); // [C]
    const filter = tf.mul<tf.Tensor4D>(store.get<tf.Rank.R4>(`${scope}/weights`), scale); // [3, 3, inputs, C]
    const shift = tf.mul(tf.sub(vector('biases'), vector('BatchNorm/moving_mean')), scale); // [C]
    const bias = tf.add(shift, vector('BatchNorm/beta')); // [C]
    return tf.fused.conv2d({x, filter, strides: 1, pad: 'same', bias, activation: 'relu'});
  });
}

/**
 * 3x3 convolution, batch norm with the batch's own statistics, ReLU; differentiable.
 *
 * @param x - float32 `[B, H, W, inputs]`, not empty.
 * @returns `y` `[B, H, W, outputs]`, and what the moving statistics become: `moving · 0.9 + batch · 0.1`. The caller disposes both.
 */
export function normalizedConvolutionForTraining(
  store: VariableStore,
  scope: string,
  x: tf.Tensor4D,
): {y: tf.Tensor4D; movingStatistics: [MovingStatistic, MovingStatistic]} {
  const vector = (name: string): tf.Variable<tf.Rank.R1> => store.get<tf.Rank.R1>(`${scope}/${name}`);
  const [movingMean, movingVariance] = [vector('BatchNorm/moving_mean'), vector('BatchNorm/moving_variance')];
  const {y, nextMean, nextVariance} = tf.tidy(() => {
    const convolved = tf.conv2d(x, store.get<tf.Rank.R4>(`${scope}/weights`), 1, 'same'); // [B, H, W, C], bias left to the norm
    const parameters = {gamma: vector('BatchNorm/gamma'), beta: vector('BatchNorm/beta'), bias: vector('biases')};
    const {y, mean, variance} = batchNormRelu(convolved, parameters);
    return {y, nextMean: moved(movingMean, mean), nextVariance: moved(movingVariance, variance)};
  });
  return {
    y,
    movingStatistics: [
      {variable: movingMean, value: nextMean},
      {variable: movingVariance, value: nextVariance},
    ],
  };
}

function moved(variable: tf.Variable, batch: tf.Tensor): tf.Tensor {
  return withoutGradient(() => tf.add(tf.mul(variable, BATCH_NORM_MOMENTUM), tf.mul(batch, 1 - BATCH_NORM_MOMENTUM)));
}
