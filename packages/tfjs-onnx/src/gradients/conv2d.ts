import * as tf from '@tensorflow/tfjs-core';
import {convolutionGradient} from './convolution.ts';

/**
 * Gradient of `tf.conv2d` with any dilation, both data formats, any padding; also of `tf.conv1d`. TensorFlow.js's own refuses dilation.
 * The gradient of `tf.fused.conv2d` is not in the registry and still refuses it.
 */
export const conv2dGradient: tf.GradConfig = convolutionGradient(
  tf.Conv2D,
  {
    input: (dy, filter, inputShape, {strides, pad, dataFormat = 'NHWC', dimRoundingMode}) =>
      tf.engine().runKernel(tf.Conv2DBackpropInput, {dy, filter}, {
        strides,
        pad,
        dataFormat,
        dimRoundingMode,
        inputShape,
      } as unknown as tf.NamedAttrMap),
    filter: (x, dy, filterShape, {strides, pad, dataFormat = 'NHWC', dimRoundingMode}) =>
      tf.engine().runKernel(tf.Conv2DBackpropFilter, {x, dy}, {
        strides,
        pad,
        dataFormat,
        dimRoundingMode,
        filterShape,
      } as unknown as tf.NamedAttrMap),
  },
  false,
);
