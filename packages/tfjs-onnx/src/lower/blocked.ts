import type {Graph} from '../graph/graph.ts';
import {BLOCKED_DOMAIN} from '../graph/layouts.ts';
import type {Spec, Value} from '../graph/value.ts';
import type {OnnxAttribute} from '../onnx/model.ts';

/*
 * Operators in the layout that ONNX Runtime keeps for itself. Its optimiser goes there only for convolutions whose filter is a constant, so not in
 * training and not from kernel to kernel; these lowerings do. The operators are internal ones, hence no part of exported files.
 */

/** Whether values of so many channels can lie in blocks. */
export function canLieInBlocks({options: {channelBlock}}: Graph, channels: number): boolean {
  return channelBlock !== undefined && channels % channelBlock === 0;
}

/** The channels filled up to whole blocks. */
export function filledChannels({options: {channelBlock = 1}}: Graph, channels: number): number {
  return Math.ceil(channels / channelBlock) * channelBlock;
}

/** The value as the operators take it, missing channels being zeros; channels must be a multiple of 4. */
export function blockedOperand(graph: Graph, value: Value): string {
  if (canLieInBlocks(graph, value.shape[3] as number)) return graph.whole(value, 'blocked');
  return graph.emit(`${BLOCKED_DOMAIN}.ReorderInput`, [graph.whole(value, value.layout)], {
    channels_last: {int: value.layout === 'nchw' ? 0 : 1},
  });
}

/** What an operator gave, as a value; where channels do not fill their blocks, it lies in the order of its shape. */
export function blockedResult(graph: Graph, name: string, output: Spec): Value {
  const channels = output.shape[3] as number;
  if (canLieInBlocks(graph, channels)) return graph.value(name, output, 'blocked');
  const attributes = {channels: {int: channels}, channels_last: {int: 1}};
  return graph.value(graph.emit(`${BLOCKED_DOMAIN}.ReorderOutput`, [name], attributes), output);
}

/**
 * A tensor seen as `rows` by `columns`, as `[columns / block, rows, block]`, missing columns being zeros. ONNX Runtime's reordering is much faster than its
 * transposing, but not done beforehand for constants.
 */
export function columnsInBlocks(graph: Graph, name: string, rows: number, columns: number): string {
  const block = graph.options.channelBlock as number;
  const filled = filledChannels(graph, columns);
  if (columns % 4 === 0 && !graph.isConstant(name)) {
    const image = graph.emit('Reshape', [name, graph.ints([1, 1, rows, columns])]);
    return graph.emit(`${BLOCKED_DOMAIN}.ReorderInput`, [image], {channels_last: {int: 1}});
  }
  const matrix = graph.emit('Reshape', [name, graph.ints([rows, columns])]);
  const whole = filled === columns ? matrix : graph.emit('Pad', [matrix, graph.ints([0, 0, 0, filled - columns])]);
  const split = [rows, filled / block, block];
  return graph.transpose(graph.emit('Reshape', [whole, graph.ints(split)]), split, [1, 0, 2]);
}

/** An activation that the convolution operator applies to its result. */
export type BlockedActivation = 'Relu' | {readonly clip: readonly [number, number]};

/** Attributes of {@link blockedConvolution}, named as ONNX names them. */
export type BlockedConvolutionAttributes = {
  readonly [name in 'pads' | 'strides' | 'dilations']?: readonly number[];
} & {readonly kernel_shape: readonly number[]; readonly group?: number; readonly activation?: BlockedActivation | undefined};

/** The convolution operator: image, filter in blocks, optionally a bias `[C]` and an image to add. */
export function blockedConvolution(
  graph: Graph,
  inputs: readonly string[],
  {group = 1, activation, ...lists}: BlockedConvolutionAttributes,
): string {
  const attributes: Record<string, OnnxAttribute> = {group: {int: group}};
  for (const [name, ints] of Object.entries(lists)) attributes[name] = {ints};
  if (activation === 'Relu') attributes['activation'] = {string: activation};
  else if (activation !== undefined) {
    attributes['activation'] = {string: 'Clip'};
    attributes['activation_params'] = {floats: activation.clip};
  }
  return graph.emit(`${BLOCKED_DOMAIN}.Conv`, inputs, attributes);
}
