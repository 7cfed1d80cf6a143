import * as tf from '@tensorflow/tfjs-core';
import type {DilatedAxis} from './dilated-blocks.ts';

type Pair = number | [number, number];

/** What `tf.conv2d` and `tf.depthwiseConv2d` hand to their kernels. */
export type ConvolutionAttributes = {
  strides: Pair;
  pad: 'valid' | 'same' | number | [[number, number], [number, number], [number, number], [number, number]];
  dataFormat?: 'NHWC' | 'NCHW';
  dilations?: Pair | null;
  dimRoundingMode?: 'floor' | 'round' | 'ceil';
};

/** Both dilation rates, 1 where none is given. */
export function dilationsOf({dilations}: ConvolutionAttributes): [number, number] {
  return Array.isArray(dilations) ? dilations : [dilations ?? 1, dilations ?? 1];
}

/** The geometry of a dilated convolution by axis. `inputShape` is in the data format of `attributes`, `filterShape` is `[h, w, in, out]`. */
export function dilatedAxes(
  inputShape: [number, number, number, number],
  filterShape: [number, number, number, number],
  attributes: ConvolutionAttributes,
  depthwise: boolean,
): readonly [DilatedAxis, DilatedAxis] {
  const {strides, pad, dataFormat = 'NHWC', dimRoundingMode} = attributes;
  const [height, width] = dilationsOf(attributes);
  const format = tf.backend_util.convertConv2DDataFormat(dataFormat);
  const info = tf.backend_util.computeConv2DInfo(
    inputShape,
    filterShape,
    strides,
    [height, width],
    pad,
    dimRoundingMode,
    depthwise,
    format,
  );
  return [
    {dilation: height, filter: info.filterHeight, input: info.inHeight, output: info.outHeight, padBefore: info.padInfo.top},
    {dilation: width, filter: info.filterWidth, input: info.inWidth, output: info.outWidth, padBefore: info.padInfo.left},
  ];
}

/** To `[B, H, W, C]` from the data format of `attributes`. */
export function toNhwc(x: tf.Tensor4D, {dataFormat}: ConvolutionAttributes): tf.Tensor4D {
  return dataFormat === 'NCHW' ? tf.transpose(x, [0, 2, 3, 1]) : x;
}

/** From `[B, H, W, C]` to the data format of `attributes`. */
export function fromNhwc(x: tf.Tensor4D, {dataFormat}: ConvolutionAttributes): tf.Tensor4D {
  return dataFormat === 'NCHW' ? tf.transpose(x, [0, 3, 1, 2]) : x;
}
