import type {Random} from '@oid/core';
import * as tf from '@tensorflow/tfjs-core';
import type {VariableStore} from '../variable-store.ts';
import {xavierUniform} from './xavier-uniform.ts';

/** Channels in and out of a 3x3 convolution, the magnitude of its first weights, 2 by default, and its first biases, 0 by default. */
export type ConvolutionShape = {inputs: number; outputs: number; magnitude?: number | undefined; biases?: Float32Array | undefined};

/** Makes `<scope>/weights` `[3, 3, inputs, outputs]`, Xavier, and `<scope>/biases` `[outputs]`. */
export function createConvolution(
  store: VariableStore,
  scope: string,
  {inputs, outputs, magnitude, biases = new Float32Array(outputs)}: ConvolutionShape,
  random: Random,
): void {
  const shape = [3, 3, inputs, outputs] as const;
  store.create(`${scope}/weights`, {shape, data: xavierUniform(shape, random, magnitude), trainable: true});
  store.create(`${scope}/biases`, {shape: [outputs], data: biases, trainable: true});
}

/**
 * 3x3 convolution with bias, stride 1, zero padding of 1.
 *
 * @param x - float32 `[B, H, W, inputs]`.
 * @returns `[B, H, W, outputs]`. The caller disposes it.
 */
export function convolution(store: VariableStore, scope: string, x: tf.Tensor4D): tf.Tensor4D {
  const filter = store.get<tf.Rank.R4>(`${scope}/weights`);
  return tf.fused.conv2d({x, filter, strides: 1, pad: 'same', bias: store.get<tf.Rank.R1>(`${scope}/biases`)});
}
