import type {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import type {Value} from '../graph/value.ts';
import {blockedConvolution, blockedOperand, blockedResult} from './blocked.ts';

/** Terms that one accumulator adds up at most: 512 keep float32 accuracy. */
const TERMS = 512;

/**
 * `x · factor + summand + addend` with one factor and summand per channel, vectors `[C]`, and a ReLU behind if asked for: a depthwise convolution of
 * one cell, which reads and writes the tensor once.
 */
export function blockedAffine(
  graph: Graph,
  x: Value,
  {factor, summand, addend, relu = false}: {factor: string; summand?: string; addend?: Value; relu?: boolean},
): Value {
  const channels = x.shape[3] as number;
  const filter = graph.emit('Reshape', [factor, graph.ints([channels, 1, 1, 1])]);
  const inputs = [blockedOperand(graph, x), filter];
  if (summand !== undefined || addend !== undefined) inputs.push(summand ?? '');
  if (addend !== undefined) inputs.push(blockedOperand(graph, addend));
  const attributes = {group: channels, kernel_shape: [1, 1], activation: relu ? ('Relu' as const) : undefined};
  return blockedResult(graph, blockedConvolution(graph, inputs, attributes), x);
}

/** Sums of each channel `[C]` of a blocked value. */
export function blockedChannelSums(graph: Graph, x: Value): string {
  const [batch, height, width, channels] = x.shape as [number, number, number, number];
  const block = graph.options.channelBlock as number;
  const rows = graph.emit('Reshape', [graph.whole(x, 'blocked'), graph.ints([sizeOf(x.shape) / width / block, width, block])]);
  const perRow = graph.emit('ReduceSum', [rows, graph.ints([1])], {keepdims: {int: 0}});
  const images = graph.emit('Reshape', [perRow, graph.ints([(batch * channels) / block, height, block])]);
  const perImage = graph.emit('ReduceSum', [images, graph.ints([1])], {keepdims: {int: 0}});
  return sumImages(graph, perImage, batch, channels);
}

/**
 * Sums of the products of two blocked values, per channel `[C]`: every few rows of an image are a channel of one convolution whose filters are the same
 * rows of the other value, so the products are nowhere stored.
 */
export function blockedChannelDots(graph: Graph, a: Value, b: Value): string {
  const [batch, height, width, channels] = a.shape as [number, number, number, number];
  const rows = rowsAtOnce(height, width);
  const parts = height / rows;
  const count = batch * channels * parts;
  const image = graph.emit('Reshape', [graph.whole(a, 'blocked'), graph.ints([1, count, rows, width])]);
  const filters = graph.emit('Reshape', [graph.whole(b, 'blocked'), graph.ints([count, 1, rows, width])]);
  const dots = blockedConvolution(graph, [image, filters], {group: count, kernel_shape: [rows, width]});
  const block = graph.options.channelBlock as number;
  const perPart = graph.emit('Reshape', [dots, graph.ints([(batch * channels) / block, parts, block])]);
  const perImage = parts === 1 ? perPart : graph.emit('ReduceSum', [perPart, graph.ints([1])], {keepdims: {int: 0}});
  return sumImages(graph, perImage, batch, channels);
}

function sumImages(graph: Graph, name: string, batch: number, channels: number): string {
  const images = graph.emit('Reshape', [name, graph.ints([batch, channels])]);
  return batch === 1
    ? graph.emit('Reshape', [images, graph.ints([channels])])
    : graph.emit('ReduceSum', [images, graph.ints([0])], {keepdims: {int: 0}});
}

/** The largest divisor of the height for which rows of that many cells stay within {@link TERMS}; at least 1. */
function rowsAtOnce(height: number, width: number): number {
  let rows = 1;
  for (let count = 1; count * width <= TERMS && count <= height; count++) if (height % count === 0) rows = count;
  return rows;
}
