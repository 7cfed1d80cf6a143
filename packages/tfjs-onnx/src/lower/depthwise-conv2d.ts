import type {Graph} from '../graph/graph.ts';
import {sameShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {activate} from './activation.ts';
import type {Activation} from './activation.ts';
import {
  convolveDepthwiseInBlocks,
  depthwiseFilterGradientInBlocks,
  depthwiseInputGradientInBlocks,
  canConvolveDepthwiseInBlocks,
} from './blocked-depthwise.ts';
import type {Fusion} from './blocked-fused-convolution.ts';
import {isChannelsLast} from './conv2d.ts';
import {mirroredPads} from './conv2d-input-gradient.ts';
import {convolutionGeometry, isRegular, unreached} from './convolution-geometry.ts';
import type {ConvolutionAttributes, Geometry} from './convolution-geometry.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';
import {rotateFilter} from './rotate-filter.ts';

type FusedAttributes = ConvolutionAttributes & {readonly activation?: Activation; readonly leakyreluAlpha?: number};
type InputGradientAttributes = ConvolutionAttributes & {readonly inputShape: Shape};
type FilterGradientAttributes = ConvolutionAttributes & {readonly filterShape: Shape};

const isDense = (dilations: ConvolutionAttributes['dilations']): boolean => [dilations ?? 1].flat().every((dilation) => dilation === 1);

const work = (dy: Spec, {filterHeight, filterWidth}: Geometry): number => (sizeOf(dy.shape) * filterHeight * filterWidth) / 4;

/** A group convolution with one group per input channel; a filter `[h, w, C, m]` becomes `[C·m, 1, h, w]`. */
function convolve(graph: Graph, x: Value, filter: Value, bias: Value | undefined, geometry: Geometry, output: Spec): Value {
  const {filterHeight, filterWidth, inChannels, outChannels, pads, strides, dilations} = geometry;
  const ordered = graph.transpose(graph.plain(filter), filter.shape, [2, 3, 0, 1]); // [C, m, h, w]
  const orderedShape = [inChannels, outChannels / inChannels, filterHeight, filterWidth];
  const weights = graph.reshape(ordered, orderedShape, [outChannels, 1, filterHeight, filterWidth]);
  const name = graph.emit('Conv', [graph.nchw(x), weights, ...(bias === undefined ? [] : [graph.plain(bias)])], {
    group: {int: inChannels},
    pads: {ints: pads},
    strides: {ints: strides},
    dilations: {ints: dilations},
  });
  return graph.value(name, output, 'nchw');
}

function inputGradient(graph: Graph, dy: Value, filter: Value, geometry: Geometry, output: Spec): Value {
  const blocked = canConvolveDepthwiseInBlocks(graph, geometry)
    ? depthwiseInputGradientInBlocks(graph, dy, filter, geometry, output)
    : undefined;
  if (blocked !== undefined) return blocked;
  const {filterHeight, filterWidth, inChannels, outChannels, pads, strides} = geometry;
  const ordered = graph.transpose(graph.plain(filter), filter.shape, [2, 3, 0, 1]); // [C, m, h, w]
  const group = {int: inChannels};
  if (strides.every((stride) => stride === 1)) {
    const name = graph.emit('Conv', [graph.nchw(dy), rotateFilter(graph, ordered, [2, 3])], {group, pads: {ints: mirroredPads(geometry)}});
    return graph.value(name, output, 'nchw');
  }
  const orderedShape = [inChannels, outChannels / inChannels, filterHeight, filterWidth];
  const weights = graph.reshape(ordered, orderedShape, [outChannels, 1, filterHeight, filterWidth]);
  // ONNX's transposed convolution wants one input channel per group: channel multipliers are summed afterwards.
  const multiplier = outChannels / inChannels;
  const name = graph.emit('ConvTranspose', [graph.nchw(dy), weights], {
    group: {int: outChannels},
    pads: {ints: pads},
    strides: {ints: strides},
    output_padding: {ints: unreached(geometry)},
  });
  if (multiplier === 1) return graph.value(name, output, 'nchw');
  const {batchSize, inHeight, inWidth} = geometry;
  const split = graph.reshape(name, [batchSize, outChannels, inHeight, inWidth], [batchSize, inChannels, multiplier, inHeight, inWidth]);
  return graph.value(graph.emit('ReduceSum', [split, graph.ints([2])], {keepdims: {int: 0}}), output, 'nchw');
}

/** Each image and channel is a group of one convolution whose filters are the output gradients, dilated by the stride; summed over images. */
function filterGradient(graph: Graph, x: Value, dy: Value, geometry: Geometry, output: Spec): Value {
  if (canConvolveDepthwiseInBlocks(graph, geometry)) return depthwiseFilterGradientInBlocks(graph, x, dy, geometry, output);
  const {batchSize, inChannels, outChannels, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, pads, strides} = geometry;
  const images = batchSize * inChannels;
  const image = graph.reshape(graph.nchw(x), [batchSize, inChannels, inHeight, inWidth], [1, images, inHeight, inWidth]);
  const filters = graph.reshape(
    graph.nchw(dy),
    [batchSize, outChannels, outHeight, outWidth],
    [batchSize * outChannels, 1, outHeight, outWidth],
  );
  const whole = graph.emit('Conv', [image, filters], {group: {int: images}, pads: {ints: pads}, dilations: {ints: strides}});
  const [extraHeight, extraWidth] = unreached(geometry);
  const size = [filterHeight + extraHeight, filterWidth + extraWidth] as const;
  const isExact = extraHeight === 0 && extraWidth === 0;
  const cells = isExact
    ? whole
    : graph.emit('Slice', [whole, graph.ints([0, 0]), graph.ints([filterHeight, filterWidth]), graph.ints([2, 3])]);
  const wholeShape = [1, batchSize * outChannels, ...(isExact ? size : [filterHeight, filterWidth])];
  const split = [batchSize, inChannels, outChannels / inChannels, filterHeight, filterWidth];
  const sum = graph.emit('ReduceSum', [graph.reshape(cells, wholeShape, split), graph.ints([0])], {keepdims: {int: 0}}); // [C, m, h, w]
  return graph.value(graph.transpose(sum, split.slice(1), [2, 3, 0, 1]), output);
}

/** The convolution and what a fused kernel does behind it. */
function fusedConvolution(graph: Graph, x: Value, filter: Value, fusion: Fusion, geometry: Geometry, output: Spec): Value {
  if (canConvolveDepthwiseInBlocks(graph, geometry)) return convolveDepthwiseInBlocks(graph, x, filter, fusion, geometry, output);
  return activate(graph, convolve(graph, x, filter, fusion.bias, geometry, output), fusion.activation ?? 'linear', fusion);
}

/** Depthwise convolution, alone and with bias and activation, and its gradients. */
export const DEPTHWISE_CONV2D_LOWERINGS: Readonly<Record<string, Lowering>> = {
  DepthwiseConv2dNative: defineLowering({
    required: ['x', 'filter'],
    weights: ['filter'],
    supports: (inputs, attributes: ConvolutionAttributes) =>
      isChannelsLast(inputs, attributes) && isRegular(convolutionGeometry(inputs.x.shape, inputs.filter.shape, attributes, true)),
    infer: ({x, filter}, attributes): readonly Spec[] => [
      {shape: convolutionGeometry(x.shape, filter.shape, attributes, true).outShape, dtype: 'float32'},
    ],
    work: ({x, filter}, attributes, outputs) => work(outputs[0] as Spec, convolutionGeometry(x.shape, filter.shape, attributes, true)),
    lower: (graph, {x, filter}, attributes, outputs) => [
      fusedConvolution(graph, x, filter, {}, convolutionGeometry(x.shape, filter.shape, attributes, true), outputs[0] as Spec),
    ],
  }),
  FusedDepthwiseConv2D: defineLowering({
    required: ['x', 'filter'],
    optional: ['bias', 'preluActivationWeights'],
    weights: ['filter', 'bias'],
    supports: (inputs, attributes: FusedAttributes) =>
      isChannelsLast(inputs, attributes) &&
      (inputs.bias === undefined || inputs.bias.shape.length === 1) &&
      isRegular(convolutionGeometry(inputs.x.shape, inputs.filter.shape, attributes, true)),
    infer: ({x, filter}, attributes): readonly Spec[] => [
      {shape: convolutionGeometry(x.shape, filter.shape, attributes, true).outShape, dtype: 'float32'},
    ],
    work: ({x, filter}, attributes, outputs) => work(outputs[0] as Spec, convolutionGeometry(x.shape, filter.shape, attributes, true)),
    lower: (graph, {x, filter, bias, preluActivationWeights: slope}, attributes, outputs) => {
      const {activation, leakyreluAlpha} = attributes;
      const geometry = convolutionGeometry(x.shape, filter.shape, attributes, true);
      return [fusedConvolution(graph, x, filter, {bias, activation, slope, leakyreluAlpha}, geometry, outputs[0] as Spec)];
    },
  }),
  DepthwiseConv2dNativeBackpropInput: defineLowering({
    required: ['dy', 'filter'],
    supports: ({dy, filter}, attributes: InputGradientAttributes) => {
      if (!allFloat({dy, filter}) || !isDense(attributes.dilations) || dy.shape.length !== 4) return false;
      const geometry = convolutionGeometry(attributes.inputShape, filter.shape, attributes, true);
      return isRegular(geometry) && sameShape(geometry.outShape, dy.shape);
    },
    infer: (_inputs, {inputShape}): readonly Spec[] => [{shape: inputShape, dtype: 'float32'}],
    work: ({dy, filter}, attributes) => work(dy, convolutionGeometry(attributes.inputShape, filter.shape, attributes, true)),
    lower: (graph, {dy, filter}, attributes, outputs) => [
      inputGradient(graph, dy, filter, convolutionGeometry(attributes.inputShape, filter.shape, attributes, true), outputs[0] as Spec),
    ],
  }),
  DepthwiseConv2dNativeBackpropFilter: defineLowering({
    required: ['x', 'dy'],
    supports: ({x, dy}, attributes: FilterGradientAttributes) => {
      if (!allFloat({x, dy}) || !isDense(attributes.dilations) || x.shape.length !== 4) return false;
      const geometry = convolutionGeometry(x.shape, attributes.filterShape, attributes, true);
      return isRegular(geometry) && sameShape(geometry.outShape, dy.shape);
    },
    infer: (_inputs, {filterShape}): readonly Spec[] => [{shape: filterShape, dtype: 'float32'}],
    work: ({x, dy}, attributes) => work(dy, convolutionGeometry(x.shape, attributes.filterShape, attributes, true)),
    lower: (graph, {x, dy}, attributes, outputs) => [
      sizeOf(x.shape) === 0
        ? graph.splat(0, outputs[0] as Spec)
        : filterGradient(graph, x, dy, convolutionGeometry(x.shape, attributes.filterShape, attributes, true), outputs[0] as Spec),
    ],
  }),
};
