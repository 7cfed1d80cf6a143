import * as tf from '@tensorflow/tfjs-core';
import type {Graph} from '../graph/graph.ts';
import {permuteShape} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import type {OnnxAttribute} from '../onnx/model.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type Triple = [number, number, number];
type VolumeAttributes = {
  readonly strides: number | Triple;
  /** TensorFlow.js takes numbers too, which ONNX refuses from the window's size on. */
  readonly pad: 'valid' | 'same';
  readonly dataFormat?: 'NDHWC' | 'NCDHW';
  readonly dilations?: number | Triple;
};
type PoolAttributes = VolumeAttributes & {readonly filterSize: number | Triple; readonly dimRoundingMode?: 'floor' | 'round' | 'ceil'};
type Volume = readonly [number, number, number, number, number];

const TO_NCDHW: Shape = [0, 4, 1, 2, 3];
const FROM_NCDHW: Shape = [0, 2, 3, 4, 1];

function convolutionInfo(x: Spec, filter: Spec, {strides, pad, dilations}: VolumeAttributes): tf.backend_util.Conv3DInfo {
  return tf.backend_util.computeConv3DInfo([...x.shape] as [...Volume], [...filter.shape] as [...Volume], strides, dilations ?? 1, pad);
}

function poolInfo(x: Spec, {filterSize, strides, pad, dimRoundingMode}: PoolAttributes): tf.backend_util.Conv3DInfo {
  return tf.backend_util.computePool3DInfo([...x.shape] as [...Volume], filterSize, strides, 1, pad, dimRoundingMode);
}

function windowOf(info: tf.backend_util.Conv3DInfo): Record<string, OnnxAttribute> {
  const {front, top, left, back, bottom, right} = info.padInfo;
  return {
    kernel_shape: {ints: [info.filterDepth, info.filterHeight, info.filterWidth]},
    strides: {ints: [info.strideDepth, info.strideHeight, info.strideWidth]},
    pads: {ints: [front, top, left, back, bottom, right]},
  };
}

/** Applies an operator to the value in ONNX's order of axes. */
function channelsFirst(graph: Graph, x: Value, output: Spec, apply: (name: string) => string): Value {
  const name = apply(graph.transpose(graph.plain(x), x.shape, TO_NCDHW));
  return graph.value(graph.transpose(name, permuteShape(output.shape, TO_NCDHW), FROM_NCDHW), output);
}

const isVolume = (inputs: Readonly<Record<string, Spec>>, {dataFormat, pad}: VolumeAttributes): boolean =>
  allFloat(inputs) && typeof pad === 'string' && dataFormat !== 'NCDHW' && Object.values(inputs).every(({shape}) => shape.length === 5);

function pool(operator: string): Lowering {
  return defineLowering({
    required: ['x'],
    supports: (inputs, attributes: PoolAttributes) => isVolume(inputs, attributes) && attributes.dimRoundingMode === undefined,
    infer: ({x}, attributes): readonly Spec[] => [{shape: poolInfo(x, attributes).outShape, dtype: 'float32'}],
    lower: (graph, {x}, attributes, outputs) => [
      channelsFirst(graph, x, outputs[0] as Spec, (name) => graph.emit(operator, [name], windowOf(poolInfo(x, attributes)))),
    ],
  });
}

/** Convolution and pooling of `[B, D, H, W, C]`. */
export const VOLUME_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv3D: defineLowering({
    required: ['x', 'filter'],
    weights: ['filter'],
    supports: isVolume,
    infer: ({x, filter}, attributes: VolumeAttributes): readonly Spec[] => [
      {shape: convolutionInfo(x, filter, attributes).outShape, dtype: 'float32'},
    ],
    lower: (graph, {x, filter}, attributes, outputs) => {
      const info = convolutionInfo(x, filter, attributes);
      const weights = graph.transpose(graph.plain(filter), filter.shape, [4, 3, 0, 1, 2]); // [K, C, d, h, w]
      const dilations = {ints: [info.dilationDepth, info.dilationHeight, info.dilationWidth]};
      const convolve = (name: string): string => graph.emit('Conv', [name, weights], {...windowOf(info), dilations});
      return [channelsFirst(graph, x, outputs[0] as Spec, convolve)];
    },
  }),
  MaxPool3D: pool('MaxPool'),
  AvgPool3D: pool('AveragePool'),
};
