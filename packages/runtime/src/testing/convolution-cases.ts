import * as tf from '@tensorflow/tfjs-core';
import {tensorOf} from './compare-with-cpu.ts';

export type Padding = 'same' | 'valid' | number;
export type ConvolutionCase = {
  x: [number, number, number, number];
  filter: [height: number, width: number, channels: number];
  strides: [number, number];
  pad: Padding;
};

/** Odd sizes, every stride and padding the networks have and some they have not, maps small and large enough for both ways to sum. */
export const CONVOLUTION_CASES: readonly ConvolutionCase[] = [
  {x: [1, 7, 5, 3], filter: [3, 3, 8], strides: [1, 1], pad: 'same'},
  {x: [3, 9, 11, 5], filter: [3, 3, 7], strides: [1, 1], pad: 'valid'},
  {x: [1, 13, 6, 16], filter: [3, 3, 12], strides: [2, 2], pad: 'same'},
  {x: [3, 12, 15, 4], filter: [5, 5, 9], strides: [1, 1], pad: 'same'},
  {x: [2, 8, 8, 6], filter: [1, 1, 4], strides: [1, 1], pad: 'same'},
  {x: [1, 9, 9, 3], filter: [1, 1, 5], strides: [2, 2], pad: 'valid'},
  {x: [3, 17, 19, 8], filter: [3, 3, 16], strides: [1, 1], pad: 'same'},
  {x: [1, 20, 21, 7], filter: [5, 5, 6], strides: [2, 2], pad: 'valid'},
  {x: [1, 10, 12, 4], filter: [5, 5, 4], strides: [1, 1], pad: 2},
  {x: [1, 31, 33, 3], filter: [3, 3, 16], strides: [2, 2], pad: 'same'},
  {x: [2, 1, 1, 4], filter: [3, 3, 4], strides: [1, 1], pad: 'same'},
  {x: [2, 7, 7, 3], filter: [2, 3, 3], strides: [2, 1], pad: 'same'},
  {x: [1, 16, 16, 3], filter: [1, 1, 6], strides: [1, 1], pad: 1},
  {x: [1, 6, 6, 2], filter: [3, 3, 2], strides: [3, 3], pad: 'valid'},
  {x: [3, 40, 24, 17], filter: [3, 3, 18], strides: [1, 1], pad: 'same'},
];

export function nameOf({x, filter, strides, pad}: ConvolutionCase): string {
  return `[${x.join(', ')}] * ${filter[0]}x${filter[1]} to ${filter[2]}, strides ${strides.join('x')}, pad ${pad}`;
}

/** Gradients of a convolution with respect to its input and filter. */
export function convolutionGradients({x: shape, filter, strides, pad}: ConvolutionCase): tf.Tensor[] {
  const x = tensorOf(shape, 1) as tf.Tensor4D;
  const weights = tensorOf([filter[0], filter[1], shape[3], filter[2]], 2) as tf.Tensor4D;
  const convolve = (input: tf.Tensor, w: tf.Tensor): tf.Tensor => tf.conv2d(input as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
  return tf.grads(convolve)([x, weights], tensorOf(convolve(x, weights).shape, 3));
}

/** The same of a depthwise convolution; the case's number of channels is the multiplier, 1 or 2. */
export function depthwiseGradients({x: shape, filter, strides, pad}: ConvolutionCase): tf.Tensor[] {
  const x = tensorOf(shape, 1) as tf.Tensor4D;
  const weights = tensorOf([filter[0], filter[1], shape[3], 1 + (filter[2] % 2)], 2) as tf.Tensor4D;
  const convolve = (input: tf.Tensor, w: tf.Tensor): tf.Tensor => tf.depthwiseConv2d(input as tf.Tensor4D, w as tf.Tensor4D, strides, pad);
  return tf.grads(convolve)([x, weights], tensorOf(convolve(x, weights).shape, 3));
}
