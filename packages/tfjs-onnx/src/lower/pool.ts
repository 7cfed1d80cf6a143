import type {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import type {OnnxAttribute} from '../onnx/model.ts';
import type {Spec, Value} from '../graph/value.ts';
import {isTiling, maxPoolGradientInBlocks, poolInBlocks} from './blocked-pool.ts';
import {isRegular, poolingGeometry, unreached} from './convolution-geometry.ts';
import type {Geometry, PoolingAttributes} from './convolution-geometry.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

function supports(inputs: {readonly x: Spec}, attributes: PoolingAttributes): boolean {
  return allFloat(inputs) && inputs.x.shape.length === 4 && isRegular(poolingGeometry(inputs.x.shape, attributes));
}

const windowOf = ({filterHeight, filterWidth, strides, pads}: Geometry): Record<string, OnnxAttribute> => ({
  kernel_shape: {ints: [filterHeight, filterWidth]},
  strides: {ints: strides},
  pads: {ints: pads},
});

function maxPool(graph: Graph, x: Value, geometry: Geometry, output: Spec): Value {
  if (x.layout === 'blocked' && (isTiling(geometry) || !graph.options.poolIndices))
    return poolInBlocks(graph, 'MaxPool', x, geometry, output);
  const name = graph.options.poolIndices
    ? (graph.emitMany('MaxPool', [graph.nchw(x)], windowOf(geometry), 2)[0] as string)
    : graph.emit('MaxPool', [graph.nchw(x)], windowOf(geometry));
  return graph.value(name, output, 'nchw');
}

/** The gradient goes to the first maximum of each window. Windows that overlap can name one cell twice, so their gradients are added up; ONNX's unpooling knows neither them nor
 * pads. */
function maxPoolGradient(graph: Graph, dy: Value, x: Value, geometry: Geometry): Value {
  if (x.layout === 'blocked' && isTiling(geometry)) return maxPoolGradientInBlocks(graph, dy, x, geometry);
  const {batchSize, inChannels, inHeight, inWidth, filterHeight, filterWidth, strideHeight, strideWidth, strides, pads} = geometry;
  const indices = graph.emitMany('MaxPool', [graph.nchw(x)], windowOf(geometry), 2)[1] as string;
  const shape = [batchSize, inChannels, inHeight, inWidth];
  if (filterHeight <= strideHeight && filterWidth <= strideWidth && pads.every((pad) => pad === 0)) {
    const attributes = {kernel_shape: {ints: [filterHeight, filterWidth]}, strides: {ints: strides}};
    return graph.value(graph.emit('MaxUnpool', [graph.nchw(dy), indices, graph.ints(shape)], attributes), x, 'nchw');
  }
  const cells = sizeOf(shape);
  const zeros = graph.emit('Expand', [graph.scalar(0), graph.ints([cells])]);
  const flat = graph.ints([-1]);
  const updates = graph.emit('Reshape', [graph.nchw(dy), flat]);
  const positions = graph.emit('Reshape', [indices, flat]);
  const sums = graph.emit('ScatterElements', [zeros, positions, updates], {axis: {int: 0}, reduction: {string: 'add'}});
  return graph.value(graph.reshape(sums, [cells], shape), x, 'nchw');
}

/** Each output gradient, divided by the window's size as TensorFlow.js does at borders too, spreads over its window. */
function averagePoolGradient(graph: Graph, dy: Value, x: Value, geometry: Geometry): Value {
  const {batchSize, inChannels, inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth, strides, pads} = geometry;
  const images = batchSize * inChannels;
  const weight = graph.emit('Expand', [graph.scalar(1 / (filterHeight * filterWidth)), graph.ints([1, 1, filterHeight, filterWidth])]);
  const gradient = graph.reshape(graph.nchw(dy), [batchSize, inChannels, outHeight, outWidth], [images, 1, outHeight, outWidth]);
  const spread = graph.emit('ConvTranspose', [gradient, weight], {
    strides: {ints: strides},
    pads: {ints: pads},
    output_padding: {ints: unreached(geometry)},
  });
  return graph.value(graph.reshape(spread, [images, 1, inHeight, inWidth], [batchSize, inChannels, inHeight, inWidth]), x, 'nchw');
}

/** Pooling of `[B, H, W, C]` and its gradients. */
export const POOL_LOWERINGS: Readonly<Record<string, Lowering>> = {
  MaxPool: defineLowering({
    required: ['x'],
    supports,
    infer: ({x}, attributes: PoolingAttributes) => [{shape: poolingGeometry(x.shape, attributes).outShape, dtype: x.dtype}],
    lower: (graph, {x}, attributes, outputs) => [maxPool(graph, x, poolingGeometry(x.shape, attributes), outputs[0] as Spec)],
  }),
  MaxPoolGrad: defineLowering({
    required: ['dy', 'input', 'output'],
    supports: ({dy, input}, attributes: PoolingAttributes) => allFloat({dy}) && supports({x: input}, attributes),
    infer: ({input}) => [input],
    lower: (graph, {dy, input}, attributes) => [maxPoolGradient(graph, dy, input, poolingGeometry(input.shape, attributes))],
  }),
  AvgPool: defineLowering({
    required: ['x'],
    supports,
    infer: ({x}, attributes: PoolingAttributes): readonly Spec[] => [
      {shape: poolingGeometry(x.shape, attributes).outShape, dtype: 'float32'},
    ],
    lower: (graph, {x}, attributes, outputs) => {
      const [geometry, output] = [poolingGeometry(x.shape, attributes), outputs[0] as Spec];
      if (x.layout === 'blocked') return [poolInBlocks(graph, 'AveragePool', x, geometry, output)];
      return [graph.value(graph.emit('AveragePool', [graph.nchw(x)], windowOf(geometry)), output, 'nchw')];
    },
  }),
  AvgPoolGrad: defineLowering({
    required: ['dy', 'input'],
    supports: ({dy, input}, attributes: PoolingAttributes) => allFloat({dy}) && supports({x: input}, attributes),
    infer: ({input}) => [input],
    lower: (graph, {dy, input}, attributes) => [averagePoolGradient(graph, dy, input, poolingGeometry(input.shape, attributes))],
  }),
  /** ONNX divides alpha by the number of channels summed. */
  LRN: defineLowering({
    required: ['x'],
    supports: (inputs, _attributes: {depthRadius: number; bias: number; alpha: number; beta: number}) =>
      allFloat(inputs) && inputs.x.shape.length === 4,
    infer: ({x}) => [x],
    lower: (graph, {x}, {depthRadius, bias, alpha, beta}) => {
      const size = 2 * depthRadius + 1;
      const attributes = {size: {int: size}, alpha: {float: alpha * size}, beta: {float: beta}, bias: {float: bias}};
      return [graph.value(graph.emit('LRN', [graph.nchw(x)], attributes), x, 'nchw')];
    },
  }),
};
