import type {Graph} from '../graph/graph.ts';
import type {Spec, Value} from '../graph/value.ts';
import {blockedConvolution, blockedOperand, blockedResult, filledChannels} from './blocked.ts';
import type {BlockedActivation} from './blocked.ts';
import type {Geometry} from './convolution-geometry.ts';

/**
 * Whether a convolution can run in blocks, and should: input channels either fewer than a block, which the operator takes as `[B, C, H, W]`, or as many as
 * the reordering operator takes; at least half of the output's blocks filled.
 */
export function canConvolveInBlocks(graph: Graph, inChannels: number, outChannels: number): boolean {
  const {channelBlock} = graph.options;
  if (channelBlock === undefined || filledChannels(graph, outChannels) > 2 * outChannels) return false;
  return inChannels < channelBlock || inChannels % 4 === 0;
}

/** The convolution with a filter `[h, w, C, K]`, a bias `[K]` and an activation if there are any. */
export function convolveInBlocks(
  graph: Graph,
  x: Value,
  filter: Value,
  {bias, activation, geometry}: {bias?: Value | undefined; activation?: BlockedActivation | undefined; geometry: Geometry},
  output: Spec,
): Value {
  const {pads, strides, dilations, inChannels, outChannels, filterHeight, filterWidth} = geometry;
  const missing = filledChannels(graph, outChannels) - outChannels;
  const offsets = bias === undefined ? [] : [graph.plain(bias)];
  const filled = missing === 0 ? offsets : offsets.map((name) => graph.emit('Pad', [name, graph.ints([0, missing])]));
  const image = inChannels < (graph.options.channelBlock as number) ? graph.nchw(x) : blockedOperand(graph, x);
  const weights = filterInBlocks(graph, graph.plain(filter), [filterHeight, filterWidth, inChannels, outChannels], false);
  const attributes = {pads, strides, dilations, kernel_shape: [filterHeight, filterWidth], activation};
  return blockedResult(graph, blockedConvolution(graph, [image, weights, ...filled], attributes), output);
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
  const last = graph.ints([-1, -1]);
  const turned =
    filterHeight === 1 && filterWidth === 1
      ? graph.plain(filter)
      : graph.emit('Slice', [graph.plain(filter), last, graph.ints([-(2 ** 30), -(2 ** 30)]), graph.ints([0, 1]), last]);
  const weights = filterInBlocks(graph, turned, [filterHeight, filterWidth, inChannels, outChannels], true);
  const image = outChannels < (graph.options.channelBlock as number) ? graph.nchw(dy) : blockedOperand(graph, dy);
  const attributes = {pads, kernel_shape: [filterHeight, filterWidth]};
  return blockedResult(graph, blockedConvolution(graph, [image, weights], attributes), output);
}

/**
 * A filter `[h, w, C, K]` as the operator takes it, `[K / block, C / block, h, w, block of C, block of K]`, filled up with zeros; with fewer input channels than
 * a block `[K / block, C, h, w, block of K]`.
 *
 * @param swaps - whether K counts the input channels and C the output's.
 */
function filterInBlocks(graph: Graph, name: string, shape: readonly [number, number, number, number], swaps: boolean): string {
  const [height, width, rows, columns] = shape;
  const block = graph.options.channelBlock as number;
  const input = swaps ? 3 : 2;
  const isThin = (shape[input] as number) < block;
  const sizes = [rows, columns].map((size, axis) => (isThin && axis + 2 === input ? size : filledChannels(graph, size))) as [
    number,
    number,
  ];
  const missing = [(sizes[0] - rows) as number, sizes[1] - columns];
  const filled = missing.every((count) => count === 0) ? name : graph.emit('Pad', [name, graph.ints([0, 0, 0, 0, 0, 0, ...missing])]);
  const blocks = sizes.flatMap((size, axis) => (isThin && axis + 2 === input ? [size, 1] : [size / block, block]));
  const order = swaps ? [2, 4, 0, 1, 5, 3] : [4, 2, 0, 1, 3, 5];
  const split = graph.reshape(filled, [height, width, ...sizes], [height, width, ...blocks]);
  const ordered = graph.transpose(split, [height, width, ...blocks], order);
  const [first, second] = swaps ? sizes : [sizes[1], sizes[0]];
  return graph.emit('Reshape', [ordered, graph.ints([first, second, height, width])]);
}
