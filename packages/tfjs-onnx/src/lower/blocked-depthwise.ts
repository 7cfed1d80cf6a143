import type {Graph} from '../graph/graph.ts';
import {BLOCKED_DOMAIN} from '../graph/layouts.ts';
import type {Spec, Value} from '../graph/value.ts';
import {blockedConvolution, blockedOperand, blockedResult, columnsInBlocks, filledChannels} from './blocked.ts';
import {blockedFusedConvolution} from './blocked-fused-convolution.ts';
import type {Fusion} from './blocked-fused-convolution.ts';
import {unreached} from './convolution-geometry.ts';
import type {Geometry} from './convolution-geometry.ts';
import {rotateFilter} from './rotate-filter.ts';

/** Whether the lowerings below work: one filter per channel, as many channels as the reordering operators take. */
export function canConvolveDepthwiseInBlocks(graph: Graph, {inChannels, outChannels}: Geometry): boolean {
  return graph.options.channelBlock !== undefined && inChannels === outChannels && inChannels % 4 === 0;
}

/** The convolution and what a fused kernel does behind it. */
export function convolveDepthwiseInBlocks(graph: Graph, x: Value, filter: Value, fusion: Fusion, geometry: Geometry, output: Spec): Value {
  const {pads, strides, dilations, inChannels, filterHeight, filterWidth} = geometry;
  const operands = [blockedOperand(graph, x), filterToBlocks(graph, graph.plain(filter), geometry)] as const;
  const attributes = {pads, strides, dilations, kernel_shape: [filterHeight, filterWidth], group: filledChannels(graph, inChannels)};
  return blockedFusedConvolution(graph, operands, fusion, attributes, output);
}

/**
 * The input's gradient: the turned filter slides over the output gradient, between whose cells lie `stride − 1` zeros.
 *
 * @returns undefined where that would need a negative pad.
 */
export function depthwiseInputGradientInBlocks(
  graph: Graph,
  dy: Value,
  filter: Value,
  geometry: Geometry,
  output: Spec,
): Value | undefined {
  const {batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth, filterHeight, filterWidth} = geometry;
  const [top, left] = geometry.pads as [number, number, number, number];
  const [height, width] = [outHeight * strideHeight, outWidth * strideWidth];
  const pads = [filterHeight - 1 - top, filterWidth - 1 - left, inHeight - height + top, inWidth - width + left];
  if (pads.some((pad) => pad < 0)) return undefined;
  const group = filledChannels(graph, inChannels);
  let spread = blockedOperand(graph, dy);
  if (strideHeight > 1 || strideWidth > 1) {
    const block = graph.options.channelBlock as number;
    const cells = graph.emit('Reshape', [spread, graph.ints([(batchSize * group) / block, outHeight, 1, outWidth, block])]);
    const padded = graph.emit('Pad', [cells, graph.ints([0, 0, 0, 0, 0, 0, 0, strideHeight - 1, 0, (strideWidth - 1) * block])]);
    spread = graph.emit('Reshape', [padded, graph.ints([batchSize, group, height, width])]);
  }
  const inputs = [spread, filterToBlocks(graph, rotateFilter(graph, graph.plain(filter), [0, 1]), geometry)];
  return blockedResult(graph, blockedConvolution(graph, inputs, {pads, kernel_shape: [filterHeight, filterWidth], group}), output);
}

/**
 * The filter's gradient: every image and channel is a channel of one large image, over which the output gradients slide as filters, dilated by
 * the stride. In blocks neither operand has to be rearranged for that.
 */
export function depthwiseFilterGradientInBlocks(graph: Graph, x: Value, dy: Value, geometry: Geometry, output: Spec): Value {
  const {batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth, pads, strides} = geometry;
  const channels = filledChannels(graph, inChannels);
  const images = batchSize * channels;
  const image = graph.reshape(blockedOperand(graph, x), [batchSize, channels, inHeight, inWidth], [1, images, inHeight, inWidth]);
  const filters = graph.emit('Reshape', [blockedOperand(graph, dy), graph.ints([images, 1, outHeight, outWidth])]);
  const cells = blockedConvolution(graph, [image, filters], {pads, dilations: strides, kernel_shape: [outHeight, outWidth], group: images});
  const [height, width] = [filterHeight, filterWidth].map((size, axis) => size + (unreached(geometry)[axis] as number)) as [number, number];
  const perImage = graph.reshape(cells, [1, images, height, width], [batchSize, channels, height, width]);
  const sum = graph.emit('ReduceSum', [perImage, graph.ints([0])], {keepdims: {int: 1}});
  const ordered = graph.emit(`${BLOCKED_DOMAIN}.ReorderOutput`, [sum], {channels: {int: inChannels}, channels_last: {int: 1}}); // [1, h, w, C]
  const reached = graph.emit('Slice', [ordered, graph.ints([0, 0]), graph.ints([filterHeight, filterWidth]), graph.ints([1, 2])]);
  const isExact = height === filterHeight && width === filterWidth;
  return graph.value(graph.emit('Reshape', [isExact ? ordered : reached, graph.ints(output.shape)]), output);
}

/** A filter `[h, w, C, 1]` as the operator takes it, `[C / block, h, w, block]`, filled up with zeros. */
function filterToBlocks(graph: Graph, filter: string, {filterHeight, filterWidth, inChannels}: Geometry): string {
  const blocks = columnsInBlocks(graph, filter, filterHeight * filterWidth, inChannels);
  return graph.emit('Reshape', [blocks, graph.ints([filledChannels(graph, inChannels), 1, filterHeight, filterWidth])]);
}
