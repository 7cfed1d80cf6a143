import type {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import type {Spec, Value} from '../graph/value.ts';
import {BINARY_LOWERINGS} from './binary.ts';
import {blockedAffine, blockedChannelDots, blockedChannelSums} from './blocked-channels.ts';
import {channelAffine, channelScale} from './channel-affine.ts';
import {elementwise} from './elementwise.ts';
import {allFloat, defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';
import {scale as scaleBy, sumOver} from './reduce.ts';

/** `epsilon` is added to the variance; `relu` puts a ReLU behind. */
export type BatchNormTrainingAttributes = {readonly epsilon: number; readonly relu: boolean};

type Statistics = {readonly y: Value; readonly mean: Value; readonly variance: Value};
type Inputs = {readonly x: Value; readonly scale: Value; readonly offset: Value};

const channelsOf = (x: Spec): Spec => ({shape: [x.shape.at(-1) ?? 1], dtype: 'float32'});
const allButLast = (x: Spec): readonly number[] => x.shape.slice(0, -1).map((_, axis) => axis);
const countOf = (x: Spec): number => sizeOf(x.shape.slice(0, -1));

function rectify(graph: Graph, x: Value, {relu}: BatchNormTrainingAttributes): Value {
  return relu ? elementwise(graph, [x], x, ([name]) => graph.emit('Relu', [name as string])) : x;
}

function channelMean(graph: Graph, x: Value): Value {
  return scaleBy(graph, sumOver(graph, x, allButLast(x), false), 1 / countOf(x));
}

function forward(graph: Graph, {x, scale, offset}: Inputs, attributes: BatchNormTrainingAttributes): Statistics {
  const channels = channelsOf(x);
  if (x.layout === 'blocked') return forwardInBlocks(graph, {x, scale, offset}, attributes);
  if (x.layout === 'nchw') {
    // Two zero vectors of this node's own, which are no constants: ONNX Runtime writes the mean and the variance over them.
    const initial = [scale, offset].map((vector) => graph.emit('Sub', [graph.plain(vector), graph.plain(vector)]));
    const [y, mean, variance] = graph.emitMany(
      'BatchNormalization',
      [graph.nchw(x), graph.plain(scale), graph.plain(offset), ...initial],
      {training_mode: {int: 1}, momentum: {float: 0}, epsilon: {float: attributes.epsilon}},
      3,
    ) as [string, string, string];
    const normalized = rectify(graph, graph.value(y, x, 'nchw'), attributes);
    return {y: normalized, mean: graph.value(mean, channels), variance: graph.value(variance, channels)};
  }
  const mean = channelMean(graph, x);
  const centred = (BINARY_LOWERINGS['Sub'] as Lowering).lower(graph, {a: x, b: mean}, undefined, [x])[0] as Value;
  const variance = channelMean(
    graph,
    elementwise(graph, [centred], x, ([name]) => graph.emit('Mul', [name as string, name as string])),
  );
  const factor = graph.emit('Mul', [graph.plain(scale), inverseDeviation(graph, variance, attributes)]);
  return {y: rectify(graph, channelAffine(graph, centred, factor, graph.plain(offset)), attributes), mean, variance};
}

/** The mean, then the deviations from it, whose squares are summed without being stored, then the output: 3 passes that write, 2 that only read. */
function forwardInBlocks(graph: Graph, {x, scale, offset}: Inputs, {epsilon, relu}: BatchNormTrainingAttributes): Statistics {
  const channels = channelsOf(x);
  const count = graph.scalar(1 / countOf(x));
  const mean = graph.emit('Mul', [blockedChannelSums(graph, x), count]);
  const centred = blockedAffine(graph, x, {factor: graph.filled(1, channels.shape), summand: graph.emit('Neg', [mean])});
  const variance = graph.value(graph.emit('Mul', [blockedChannelDots(graph, centred, centred), count]), channels);
  const factor = graph.emit('Mul', [graph.plain(scale), inverseDeviation(graph, variance, {epsilon, relu})]);
  const y = blockedAffine(graph, centred, {factor, summand: graph.plain(offset), relu});
  return {y, mean: graph.value(mean, channels), variance};
}

function inverseDeviation(graph: Graph, variance: Value, {epsilon}: BatchNormTrainingAttributes): string {
  return graph.emit('Reciprocal', [graph.emit('Sqrt', [graph.emit('Add', [graph.plain(variance), graph.scalar(epsilon)])])]);
}

/** The output again; in a whole graph, unless values lie plain, it is the node that the forward pass has emitted already. */
function outputAgain(graph: Graph, inputs: Inputs & {mean: Value; variance: Value}, attributes: BatchNormTrainingAttributes): Value {
  if (inputs.x.layout !== 'plain' && graph.options.preferNchw) return forward(graph, inputs, attributes).y;
  const factor = graph.emit('Mul', [graph.plain(inputs.scale), inverseDeviation(graph, inputs.variance, attributes)]);
  const summand = graph.emit('Sub', [graph.plain(inputs.offset), graph.emit('Mul', [graph.plain(inputs.mean), factor])]);
  return channelAffine(graph, inputs.x, factor, summand);
}

/** Sums of the products of two values, per channel `[C]`. */
function channelDots(graph: Graph, a: Value, b: Value): string {
  if (a.layout === 'blocked') return blockedChannelDots(graph, a, b);
  const product = elementwise(graph, [a, b], b, (names) => graph.emit('Mul', names));
  return graph.plain(sumOver(graph, product, allButLast(b), false));
}

/**
 * The mask of a ReLU comes from its output by `HardSigmoid`, min(1, 10³⁸ y): one pass, where a comparison takes two.
 *
 * Per channel the gradient is affine in the masked output gradient d and in x: `dx = a·d + b·x + c`, with a, b, c from the sums of d and d·x.
 */
function backward(
  graph: Graph,
  {dy, x, scale, offset, mean, variance}: Inputs & {readonly dy: Value; readonly mean: Value; readonly variance: Value},
  attributes: BatchNormTrainingAttributes,
): readonly Value[] {
  const channels = channelsOf(x);
  const count = graph.scalar(1 / countOf(x));
  const name = (operator: string, ...inputs: readonly string[]): string => graph.emit(operator, inputs);
  const masked = attributes.relu
    ? elementwise(graph, [outputAgain(graph, {x, scale, offset, mean, variance}, attributes), dy], x, ([y, gradient]) =>
        name('Mul', gradient as string, graph.emit('HardSigmoid', [y as string], {alpha: {float: 1e38}, beta: {float: 0}})),
      )
    : dy;
  const offsetGradient = graph.plain(sumOver(graph, masked, allButLast(x), false)); // [C]
  const productSum = channelDots(graph, masked, x); // [C]
  const inverse = inverseDeviation(graph, variance, attributes); // [C]
  const scaleGradient = name('Mul', inverse, name('Sub', productSum, name('Mul', graph.plain(mean), offsetGradient)));
  const a = name('Mul', graph.plain(scale), inverse);
  const b = name('Neg', name('Mul', name('Mul', name('Mul', a, inverse), scaleGradient), count));
  const c = name('Neg', name('Add', name('Mul', name('Mul', a, offsetGradient), count), name('Mul', b, graph.plain(mean))));
  const dx =
    x.layout === 'blocked'
      ? blockedAffine(graph, x, {factor: b, summand: c, addend: channelScale(graph, masked, a)})
      : elementwise(graph, [channelScale(graph, masked, a), channelAffine(graph, x, b, c)], x, (terms) => graph.emit('Add', terms));
  return [dx, graph.value(scaleGradient, channels), graph.value(offsetGradient, channels)];
}

/**
 * Batch normalisation with the batch's own statistics, optionally with ReLU, as one kernel with a closed-form gradient. The kernels' names,
 * inputs and attributes are those that `@oid/runtime` gives to the wasm backend.
 */
export const BATCH_NORM_TRAINING_LOWERINGS: Readonly<Record<string, Lowering>> = {
  FusedBatchNormTraining: defineLowering({
    required: ['x', 'scale', 'offset'],
    supports: (inputs) => allFloat(inputs) && inputs.x.shape.length === 4,
    infer: ({x}, _attributes: BatchNormTrainingAttributes): readonly Spec[] => [x, channelsOf(x), channelsOf(x)],
    lower: (graph, inputs, attributes) => {
      const {y, mean, variance} = forward(graph, inputs, attributes);
      return [y, mean, variance];
    },
  }),
  FusedBatchNormTrainingGrad: defineLowering({
    required: ['dy', 'x', 'scale', 'offset', 'mean', 'variance'],
    supports: (inputs) => allFloat(inputs) && inputs.x.shape.length === 4,
    infer: ({x}, _attributes: BatchNormTrainingAttributes): readonly Spec[] => [x, channelsOf(x), channelsOf(x)],
    lower: backward,
  }),
};
