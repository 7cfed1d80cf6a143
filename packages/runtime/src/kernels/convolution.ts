import {backend_util} from '@tensorflow/tfjs-core';
import {OptionError} from '@oid/core';

/** What the gradient kernels of a convolution are given. */
export type ConvolutionAttributes = {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dilations?: number | [number, number];
};

/**
 * The geometry of a convolution.
 *
 * @throws {@link OptionError} if `dataFormat` is not `'NHWC'`, the only one that the wasm backend's convolutions have.
 */
export function convolutionOf(
  inputShape: readonly number[],
  filterShape: readonly number[],
  {strides, pad, dataFormat = 'NHWC', dimRoundingMode, dilations = 1}: ConvolutionAttributes,
  depthwise = false,
): backend_util.Conv2DInfo {
  if (dataFormat !== 'NHWC') throw new OptionError('dataFormat', dataFormat, "'NHWC' on the wasm backend");
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
    depthwise,
  );
}
