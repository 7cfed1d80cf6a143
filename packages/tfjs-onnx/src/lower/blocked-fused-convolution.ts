import type {Graph} from '../graph/graph.ts';
import type {Spec, Value} from '../graph/value.ts';
import {activate} from './activation.ts';
import type {Activation, ActivationParameters} from './activation.ts';
import {blockedConvolution, blockedResult, filledChannels} from './blocked.ts';
import type {BlockedActivation, BlockedConvolutionAttributes} from './blocked.ts';

/** What a fused kernel does behind its convolution: adds a bias `[K]`, applies an activation. */
export type Fusion = ActivationParameters & {readonly bias?: Value | undefined; readonly activation?: Activation | undefined};

/** A convolution in blocks with what follows it; bias, ReLU and ReLU6 are parts of the operator. */
export function blockedFusedConvolution(
  graph: Graph,
  [image, filter]: readonly [image: string, filter: string],
  {bias, activation = 'linear', ...parameters}: Fusion,
  attributes: BlockedConvolutionAttributes,
  output: Spec,
): Value {
  const channels = output.shape[3] as number;
  const missing = filledChannels(graph, channels) - channels;
  const offsets = bias === undefined ? [] : [graph.plain(bias)];
  const filled = missing === 0 ? offsets : offsets.map((name) => graph.emit('Pad', [name, graph.ints([0, missing])]));
  const within = withinConvolution(activation);
  const name = blockedConvolution(graph, [image, filter, ...filled], {...attributes, activation: within});
  const y = blockedResult(graph, name, output);
  return within === undefined ? activate(graph, y, activation, parameters) : y;
}

/** The activation as a part of the convolution operator; undefined where it has to be an operator of its own. */
function withinConvolution(activation: Activation): BlockedActivation | undefined {
  if (activation === 'relu6') return {clip: [0, 6]};
  return activation === 'relu' ? 'Relu' : undefined;
}
