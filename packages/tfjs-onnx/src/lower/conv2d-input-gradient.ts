import type {Graph} from '../graph/graph.ts';
import {permuteShape, sameShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {canConvolveInBlocks, inputGradientInBlocks} from './blocked-conv2d.ts';
import {convolutionWork, filterToOihw} from './conv2d.ts';
import {convolutionGeometry, isRegular, unreached} from './convolution-geometry.ts';
import type {ConvolutionAttributes, Geometry} from './convolution-geometry.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';
import {rotateFilter} from './rotate-filter.ts';

type InputGradientAttributes = ConvolutionAttributes & {readonly inputShape: Shape};

const geometryOf = (filter: Spec, attributes: InputGradientAttributes): Geometry =>
  convolutionGeometry(attributes.inputShape, filter.shape, {...attributes, dilations: 1});

/** Pads with which the rotated filter slides over the output gradient. */
export function mirroredPads({pads, filterHeight, filterWidth}: Geometry): readonly number[] {
  const [top, left, bottom, right] = pads as [number, number, number, number];
  return [filterHeight - 1 - top, filterWidth - 1 - left, filterHeight - 1 - bottom, filterWidth - 1 - right];
}

/** With stride 1 the gradient is a convolution with the rotated filter; with a stride it is a transposed convolution. */
function lower(graph: Graph, dy: Value, filter: Value, geometry: Geometry, output: Spec): Value {
  const {filterHeight, filterWidth, inChannels, outChannels, strides, pads} = geometry;
  const isDense = strides.every((stride) => stride === 1);
  if (isDense && canConvolveInBlocks(graph, outChannels, inChannels)) {
    return inputGradientInBlocks(graph, dy, filter, mirroredPads(geometry), geometry, output);
  }
  if (isDense && filterHeight === 1 && filterWidth === 1 && dy.layout === 'plain' && !graph.options.preferNchw) {
    const rows = sizeOf(dy.shape) / outChannels;
    const matrix = graph.reshape(graph.plain(dy), dy.shape, [rows, outChannels]);
    const weights = graph.reshape(graph.plain(filter), filter.shape, [inChannels, outChannels]);
    const product = graph.emit('MatMul', [matrix, graph.transpose(weights, [inChannels, outChannels], [1, 0])]);
    return graph.value(graph.reshape(product, [rows, inChannels], output.shape), output);
  }
  if (isDense) {
    const swapped = graph.transpose(graph.plain(filter), filter.shape, [2, 3, 0, 1]); // [C, K, h, w]
    const weights = filterHeight === 1 && filterWidth === 1 ? swapped : rotateFilter(graph, swapped, [2, 3]);
    return graph.value(graph.emit('Conv', [graph.nchw(dy), weights], {pads: {ints: mirroredPads(geometry)}}), output, 'nchw');
  }
  const name = graph.emit('ConvTranspose', [graph.nchw(dy), filterToOihw(graph, filter)], {
    pads: {ints: pads},
    strides: {ints: strides},
    output_padding: {ints: unreached(geometry)},
  });
  return graph.value(name, output, 'nchw');
}

/** Gradient of a convolution with respect to its input; also `tf.conv2dTranspose`. */
export const CONV2D_INPUT_GRADIENT_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Conv2DBackpropInput: defineLowering({
    required: ['dy', 'filter'],
    supports: ({dy, filter}, attributes: InputGradientAttributes) => {
      if (!allFloat({dy, filter}) || attributes.dataFormat === 'NCHW' || dy.shape.length !== 4 || attributes.inputShape.length !== 4)
        return false;
      const geometry = geometryOf(filter, attributes);
      return isRegular(geometry) && sameShape(permuteShape(geometry.outShape, [1, 2]), permuteShape(dy.shape, [1, 2]));
    },
    infer: (_inputs, {inputShape}): readonly Spec[] => [{shape: inputShape, dtype: 'float32'}],
    work: ({dy, filter}, attributes) => convolutionWork(geometryOf(filter, attributes), dy),
    lower: (graph, {dy, filter}, attributes, outputs) => [lower(graph, dy, filter, geometryOf(filter, attributes), outputs[0] as Spec)],
  }),
};
