import type {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {activate} from './activation.ts';
import type {Activation} from './activation.ts';
import {canConvolveInBlocks, convolveInBlocks} from './blocked-conv2d.ts';
import type {Fusion} from './blocked-fused-convolution.ts';
import {convolutionGeometry, isRegular} from './convolution-geometry.ts';
import type {ConvolutionAttributes, Geometry} from './convolution-geometry.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type FusedAttributes = ConvolutionAttributes & {readonly activation?: Activation; readonly leakyreluAlpha?: number};

/** Whether the inputs are float32 `[B, H, W, C]` and filter, channels last. */
export function isChannelsLast(inputs: {readonly x: Spec; readonly filter: Spec}, attributes: ConvolutionAttributes): boolean {
  const isNchw = attributes.dataFormat === 'NCHW';
  return allFloat(inputs) && !isNchw && inputs.x.shape.length === 4 && inputs.filter.shape.length === 4;
}

/** Multiply-adds of a convolution, quartered: vector units do that much more in a read's time. */
export function convolutionWork({filterHeight, filterWidth, inChannels}: Geometry, output: Spec): number {
  return (sizeOf(output.shape) * filterHeight * filterWidth * inChannels) / 4;
}

/** A filter `[h, w, C, K]` as ONNX takes it: `[K, C, h, w]`. */
export function filterToOihw(graph: Graph, filter: Value): string {
  return graph.transpose(graph.plain(filter), filter.shape, [3, 2, 0, 1]);
}

/** Without blocks, 1x1 convolutions of plain values are matrix products, and everything else runs in NCHW. */
function convolve(graph: Graph, x: Value, filter: Value, bias: Value | undefined, geometry: Geometry, output: Spec): Value {
  const {filterHeight, filterWidth, inChannels, outChannels, strides, pads, dilations} = geometry;
  const isPointwise = filterHeight === 1 && filterWidth === 1 && strides.every((stride) => stride === 1) && pads.every((pad) => pad === 0);
  if (isPointwise && x.layout === 'plain' && !graph.options.preferNchw) {
    const rows = sizeOf(x.shape) / inChannels;
    const matrix = graph.reshape(graph.plain(x), x.shape, [rows, inChannels]);
    const product = graph.emit('MatMul', [matrix, graph.reshape(graph.plain(filter), filter.shape, [inChannels, outChannels])]);
    const sum = bias === undefined ? product : graph.emit('Add', [product, graph.plain(bias)]);
    return graph.value(graph.reshape(sum, [rows, outChannels], output.shape), output);
  }
  const inputs = [graph.nchw(x), filterToOihw(graph, filter), ...(bias === undefined ? [] : [graph.plain(bias)])];
  const name = graph.emit('Conv', inputs, {pads: {ints: pads}, strides: {ints: strides}, dilations: {ints: dilations}});
  return graph.value(name, output, 'nchw');
}

/** The convolution and what a fused kernel does behind it. */
function fusedConvolution(graph: Graph, x: Value, filter: Value, fusion: Fusion, geometry: Geometry, output: Spec): Value {
  if (canConvolveInBlocks(graph, geometry.inChannels, geometry.outChannels))
    return convolveInBlocks(graph, x, filter, fusion, geometry, output);
  return activate(graph, convolve(graph, x, filter, fusion.bias, geometry, output), fusion.activation ?? 'linear', fusion);
}

/** Convolution, alone and with bias and activation. */
export const CONV2D_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv2D: defineLowering({
    required: ['x', 'filter'],
    weights: ['filter'],
    supports: (inputs, attributes: ConvolutionAttributes) =>
      isChannelsLast(inputs, attributes) && isRegular(convolutionGeometry(inputs.x.shape, inputs.filter.shape, attributes)),
    infer: ({x, filter}, attributes): readonly Spec[] => [
      {shape: convolutionGeometry(x.shape, filter.shape, attributes).outShape, dtype: 'float32'},
    ],
    work: ({x, filter}, attributes, outputs) => convolutionWork(convolutionGeometry(x.shape, filter.shape, attributes), outputs[0] as Spec),
    lower: (graph, {x, filter}, attributes, outputs) => [
      fusedConvolution(graph, x, filter, {}, convolutionGeometry(x.shape, filter.shape, attributes), outputs[0] as Spec),
    ],
  }),
  FusedConv2D: defineLowering({
    required: ['x', 'filter'],
    optional: ['bias', 'preluActivationWeights'],
    weights: ['filter', 'bias'],
    supports: (inputs, attributes: FusedAttributes) =>
      isChannelsLast(inputs, attributes) &&
      (inputs.bias === undefined || inputs.bias.shape.length === 1) &&
      isRegular(convolutionGeometry(inputs.x.shape, inputs.filter.shape, attributes)),
    infer: ({x, filter}, attributes): readonly Spec[] => [
      {shape: convolutionGeometry(x.shape, filter.shape, attributes).outShape, dtype: 'float32'},
    ],
    work: ({x, filter}, attributes, outputs) => convolutionWork(convolutionGeometry(x.shape, filter.shape, attributes), outputs[0] as Spec),
    lower: (graph, {x, filter, bias, preluActivationWeights: slope}, attributes, outputs) => {
      const {activation, leakyreluAlpha} = attributes;
      const geometry = convolutionGeometry(x.shape, filter.shape, attributes);
      return [fusedConvolution(graph, x, filter, {bias, activation, slope, leakyreluAlpha}, geometry, outputs[0] as Spec)];
    },
  }),
};
