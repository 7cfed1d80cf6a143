import * as tf from '@tensorflow/tfjs-core';
import {convolutionGradient} from './convolution.ts';

/**
 * Gradient of `tf.depthwiseConv2d` with any dilation and padding; so of `tf.separableConv2d`. TensorFlow.js's own refuses dilation.
 * The gradient of `tf.fused.depthwiseConv2d` is not in the registry and still refuses it.
 */
export const depthwiseConv2dGradient: tf.GradConfig = convolutionGradient(
  tf.DepthwiseConv2dNative,
  {
    input: (dy, filter, inputShape, {strides, pad, dimRoundingMode}) =>
      tf.engine().runKernel(tf.DepthwiseConv2dNativeBackpropInput, {dy, filter}, {
        strides,
        pad,
        dilations: [1, 1],
        dimRoundingMode,
        inputShape,
      } as unknown as tf.NamedAttrMap),
    filter: (x, dy, filterShape, {strides, pad, dimRoundingMode}) =>
      tf.engine().runKernel(tf.DepthwiseConv2dNativeBackpropFilter, {x, dy}, {
        strides,
        pad,
        dilations: [1, 1],
        dimRoundingMode,
        filterShape,
      } as unknown as tf.NamedAttrMap),
  },
  true,
);
