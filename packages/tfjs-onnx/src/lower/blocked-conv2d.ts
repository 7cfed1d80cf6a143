import type {Graph} from '../graph/graph.ts';
import type {Spec, Value} from '../graph/value.ts';
import {blockedConvolution, blockedOperand, blockedResult, columnsInBlocks, filledChannels} from './blocked.ts';
import {blockedFusedConvolution} from './blocked-fused-convolution.ts';
import type {Fusion} from './blocked-fused-convolution.ts';
import type {Geometry} from './convolution-geometry.ts';
import {rotateFilter} from './rotate-filter.ts';

/**
 * Whether a convolution can run in blocks, and should: input channels either fewer than a block, which the operator takes as `[B, C, H, W]`, or as many as
 * the reordering operator takes; at least half of the output's blocks filled.
 */
export function canConvolveInBlocks(graph: Graph, inChannels: number, outChannels: number): boolean {
  const {channelBlock} = graph.options;
  if (channelBlock === undefined || filledChannels(graph, outChannels) > 2 * outChannels) return false;
  return inChannels < channelBlock || inChannels % 4 === 0;
}

type FilterShape = readonly [height: number, width: number, inChannels: number, outChannels: number];

/** The convolution with a filter `[h, w, C, K]` and what a fused kernel does behind it. */
export function convolveInBlocks(graph: Graph, x: Value, filter: Value, fusion: Fusion, geometry: Geometry, output: Spec): Value {
  const {pads, strides, dilations, inChannels, filterHeight, filterWidth} = geometry;
  const image = inChannels < (graph.options.channelBlock as number) ? graph.nchw(x) : blockedOperand(graph, x);
  const weights = filterInBlocks(graph, graph.plain(filter), filter.shape as FilterShape);
  const attributes = {pads, strides, dilations, kernel_shape: [filterHeight, filterWidth]};
  return blockedFusedConvolution(graph, [image, weights], fusion, attributes, output);
}

/** The gradient of a convolution of stride 1 with respect to its input: the turned filter slides over the output gradient. */
export function inputGradientInBlocks(
  graph: Graph,
  dy: Value,
  filter: Value,
  pads: readonly number[],
  geometry: Geometry,
  output: Spec,
): Value {
  const {inChannels, outChannels, filterHeight, filterWidth} = geometry;
  const weights = filterInBlocks(graph, turned(graph, filter), [filterHeight, filterWidth, outChannels, inChannels]);
  const image = outChannels < (graph.options.channelBlock as number) ? graph.nchw(dy) : blockedOperand(graph, dy);
  const attributes = {pads, kernel_shape: [filterHeight, filterWidth]};
  return blockedResult(graph, blockedConvolution(graph, [image, weights], attributes), output);
}

/** The filter `[h, w, C, K]` turned by 180°, as `[h, w, K, C]`. */
function turned(graph: Graph, filter: Value): string {
  const swapped = graph.transpose(graph.plain(filter), filter.shape, [0, 1, 3, 2]);
  return filter.shape[0] === 1 && filter.shape[1] === 1 ? swapped : rotateFilter(graph, swapped, [0, 1]);
}

/**
 * A filter `[h, w, C, K]` as the operator takes it, `[K / block, C / block, h, w, block of C, block of K]`, filled up with zeros; with fewer input channels than
 * a block `[K / block, C, h, w, block of K]`.
 */
function filterInBlocks(graph: Graph, name: string, [height, width, rows, columns]: FilterShape): string {
  const block = graph.options.channelBlock as number;
  const isThin = rows < block;
  const [inputs, outputs] = [isThin ? rows : filledChannels(graph, rows), filledChannels(graph, columns)];
  const filled = inputs === rows ? name : graph.emit('Pad', [name, graph.ints([0, 0, 0, 0, 0, 0, inputs - rows, 0])]);
  const cells = height * width;
  const blocks = columnsInBlocks(graph, filled, cells * inputs, columns);
  const split = [outputs / block, cells, isThin ? rows : inputs / block, (isThin ? 1 : block) * block];
  const ordered = graph.transpose(graph.emit('Reshape', [blocks, graph.ints(split)]), split, [0, 2, 1, 3]);
  return graph.emit('Reshape', [ordered, graph.ints([outputs, inputs, height, width])]);
}
