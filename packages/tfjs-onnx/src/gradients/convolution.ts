import type * as tf from '@tensorflow/tfjs-core';
import {dilatedAxes, dilationsOf, fromNhwc, toNhwc} from './convolution-attributes.ts';
import type {ConvolutionAttributes} from './convolution-attributes.ts';
import {collectInput, dealOutInput, dealOutOutput, dealtInputShape} from './dilated-blocks.ts';

/** A convolution's two gradient kernels: from the output's gradient to that of the input, and to that of the filter. */
export type GradientKernels = {
  input(dy: tf.Tensor4D, filter: tf.Tensor4D, inputShape: number[], attributes: ConvolutionAttributes): tf.Tensor4D;
  filter(x: tf.Tensor4D, dy: tf.Tensor4D, filterShape: number[], attributes: ConvolutionAttributes): tf.Tensor4D;
};

/**
 * Gradient of a convolution with any dilation, from gradient kernels that know none.
 *
 * Without dilation these run directly, as in TensorFlow.js. With it they run on the rows and columns dealt out into the batch, which
 * costs no more multiplications than the forward pass.
 */
export function convolutionGradient(kernelName: string, kernels: GradientKernels, depthwise: boolean): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc: (gradient, saved, named) => {
      const [x, filter] = saved as [tf.Tensor4D, tf.Tensor4D];
      const dy = gradient as tf.Tensor4D;
      const attributes = named as unknown as ConvolutionAttributes;
      if (dilationsOf(attributes).every((dilation) => dilation === 1)) {
        return {
          x: () => kernels.input(dy, filter, x.shape, attributes),
          filter: () => kernels.filter(x, dy, filter.shape, attributes),
        };
      }
      const axes = dilatedAxes(x.shape, filter.shape, attributes, depthwise);
      const dealtOut: ConvolutionAttributes = {strides: 1, pad: 'valid', dataFormat: 'NHWC', dilations: 1};
      return {
        x: () => {
          const blocks = dealOutOutput(toNhwc(dy, attributes), axes);
          const shape = dealtInputShape([x.shape[0], 0, 0, filter.shape[2]], axes);
          return fromNhwc(collectInput(kernels.input(blocks, filter, shape, dealtOut), axes), attributes);
        },
        filter: () => {
          const blocks = dealOutOutput(toNhwc(dy, attributes), axes);
          return kernels.filter(dealOutInput(toNhwc(x, attributes), axes), blocks, filter.shape, dealtOut);
        },
      };
    },
  };
}
