import type {Graph} from '../graph/graph.ts';
import {sameShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {convolutionWork} from './conv2d.ts';
import {convolutionGeometry, isRegular, unreached} from './convolution-geometry.ts';
import type {ConvolutionAttributes, Geometry} from './convolution-geometry.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

type FilterGradientAttributes = ConvolutionAttributes & {readonly filterShape: Shape};

const geometryOf = (x: Spec, attributes: FilterGradientAttributes): Geometry =>
  convolutionGeometry(x.shape, attributes.filterShape, {...attributes, dilations: 1});

/** 1x1 filters of stride 1: `Σ x · dyᵀ` over the images. */
function lowerPointwise(graph: Graph, x: Value, dy: Value, geometry: Geometry, output: Spec): Value {
  const {batchSize, inChannels, outChannels, outHeight, outWidth} = geometry;
  const area = outHeight * outWidth;
  const cells = graph.reshape(graph.nchw(x), [batchSize, inChannels, outHeight, outWidth], [batchSize, inChannels, area]);
  const gradient = graph.reshape(graph.plain(dy), dy.shape, [batchSize, area, outChannels]);
  const products = graph.emit('MatMul', [cells, gradient]);
  const sum = batchSize === 1 ? products : graph.emit('ReduceSum', [products, graph.ints([0])], {keepdims: {int: 0}});
  return graph.value(graph.reshape(sum, batchSize === 1 ? [1, inChannels, outChannels] : [inChannels, outChannels], output.shape), output);
}

/**
 * The gradient as a convolution: each image is a channel and a group of its own, of rows `W · C` long in which the channels lie side by side; the output
 * gradients slide over it as filters, dilated by the stride, and by `C` along a row. So every step along the row is one channel of one filter cell, and
 * nothing has to be padded, shifted or stacked beforehand.
 */
function lower(graph: Graph, x: Value, dy: Value, geometry: Geometry, output: Spec): Value {
  const {batchSize, inChannels, outChannels, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth} = geometry;
  const [strideHeight, strideWidth] = geometry.strides as [number, number];
  const [top, left, bottom, right] = geometry.pads as [number, number, number, number];
  const images = graph.emit('Reshape', [graph.plain(x), graph.ints([1, batchSize, inHeight, inWidth * inChannels])]);
  const filters = graph.emit('Reshape', [graph.nchw(dy), graph.ints([batchSize * outChannels, 1, outHeight, outWidth])]);
  const cells = graph.emit('Conv', [images, filters], {
    group: {int: batchSize},
    pads: {ints: [top, left * inChannels, bottom, right * inChannels]},
    dilations: {ints: [strideHeight, strideWidth * inChannels]},
  });
  const [extraHeight, extraWidth] = unreached(geometry);
  const size = [filterHeight + extraHeight, filterWidth + extraWidth, inChannels] as const;
  const perImage = graph.emit('Reshape', [cells, graph.ints([batchSize, outChannels, ...size])]);
  const sum = graph.emit('ReduceSum', [perImage, graph.ints([0])], {keepdims: {int: 0}}); // [K, h, w, C]
  const isExact = extraHeight === 0 && extraWidth === 0;
  const reached = isExact
    ? sum
    : graph.emit('Slice', [sum, graph.ints([0, 0]), graph.ints([filterHeight, filterWidth]), graph.ints([1, 2])]);
  return graph.value(graph.transpose(reached, [outChannels, filterHeight, filterWidth, inChannels], [1, 2, 3, 0]), output);
}

/** Gradient of a convolution with respect to its filter. */
export const CONV2D_FILTER_GRADIENT_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv2DBackpropFilter: defineLowering({
    required: ['x', 'dy'],
    supports: ({x, dy}, attributes: FilterGradientAttributes) => {
      if (!allFloat({x, dy}) || attributes.dataFormat === 'NCHW' || x.shape.length !== 4) return false;
      const geometry = geometryOf(x, attributes);
      return isRegular(geometry) && sameShape(geometry.outShape, dy.shape);
    },
    infer: (_inputs, {filterShape}): readonly Spec[] => [{shape: filterShape, dtype: 'float32'}],
    work: ({x, dy}, attributes) => convolutionWork(geometryOf(x, attributes), dy),
    lower: (graph, {x, dy}, attributes, outputs) => {
      if (sizeOf(x.shape) === 0) return [graph.splat(0, outputs[0] as Spec)];
      const geometry = geometryOf(x, attributes);
      const isPointwise = [geometry.filterHeight, geometry.filterWidth, ...geometry.strides].every((size) => size === 1);
      return [(isPointwise ? lowerPointwise : lower)(graph, x, dy, geometry, outputs[0] as Spec)];
    },
  }),
};
