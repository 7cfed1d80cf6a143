import * as tf from '@tensorflow/tfjs-core';
import type {Shape} from '../graph/shape.ts';

/** Attributes shared by the convolution kernels and their gradients. */
export type ConvolutionAttributes = {
  readonly strides: number | [number, number];
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dataFormat?: 'NHWC' | 'NCHW';
  readonly dilations?: number | [number, number];
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
};

/** Attributes shared by the pooling kernels and their gradients. */
export type PoolingAttributes = Omit<ConvolutionAttributes, 'dataFormat' | 'dilations'> & {readonly filterSize: number | [number, number]};

/** Sizes of a convolution or pooling, with pads in ONNX's order: top, left, bottom, right. */
export type Geometry = tf.backend_util.Conv2DInfo & {
  readonly pads: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
};

function complete(info: tf.backend_util.Conv2DInfo): Geometry {
  const {top, left, bottom, right} = info.padInfo;
  return {
    ...info,
    pads: [top, left, bottom, right],
    strides: [info.strideHeight, info.strideWidth],
    dilations: [info.dilationHeight, info.dilationWidth],
  };
}

/** Geometry of a convolution of `[B, H, W, C]` with a filter `[h, w, C, K]` (`[h, w, C, m]` if depthwise). */
export function convolutionGeometry(input: Shape, filter: Shape, attributes: ConvolutionAttributes, depthwise = false): Geometry {
  return complete(
    tf.backend_util.computeConv2DInfo(
      [...input] as [number, number, number, number],
      [...filter] as [number, number, number, number],
      attributes.strides,
      attributes.dilations ?? 1,
      attributes.pad,
      attributes.dimRoundingMode,
      depthwise,
      'channelsLast',
    ),
  );
}

/** Geometry of a pooling of `[B, H, W, C]`. */
export function poolingGeometry(input: Shape, attributes: PoolingAttributes): Geometry {
  const {filterSize, strides, pad, dimRoundingMode} = attributes;
  return complete(
    tf.backend_util.computePool2DInfo([...input] as [number, number, number, number], filterSize, strides, 1, pad, dimRoundingMode),
  );
}

/** Input cells beyond the last window, per axis; convolution forgets them and its gradient must give them back as 0. */
export function unreached(geometry: Geometry): readonly [number, number] {
  const {inHeight, inWidth, outHeight, outWidth, effectiveFilterHeight, effectiveFilterWidth, pads, strideHeight, strideWidth} = geometry;
  const [top, left, bottom, right] = pads as [number, number, number, number];
  return [
    inHeight + top + bottom - ((outHeight - 1) * strideHeight + effectiveFilterHeight),
    inWidth + left + right - ((outWidth - 1) * strideWidth + effectiveFilterWidth),
  ];
}

/** Whether ONNX computes the same output size: pads within the filter and sizes rounded down. */
export function isRegular(geometry: Geometry): boolean {
  const [height, width] = unreached(geometry);
  const [top, left, bottom, right] = geometry.pads as [number, number, number, number];
  return (
    height >= 0 &&
    width >= 0 &&
    height < geometry.strideHeight &&
    width < geometry.strideWidth &&
    Math.max(top, bottom) < geometry.effectiveFilterHeight &&
    Math.max(left, right) < geometry.effectiveFilterWidth &&
    Math.min(top, left, bottom, right) >= 0
  );
}
