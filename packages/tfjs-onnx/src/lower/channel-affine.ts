import type {Graph} from '../graph/graph.ts';
import {sizeOf} from '../graph/shape.ts';
import type {Value} from '../graph/value.ts';
import {BINARY_LOWERINGS} from './binary.ts';
import {blockedAffine} from './blocked-channels.ts';
import type {Lowering} from './lowering.ts';

function apply(graph: Graph, kernel: 'Multiply' | 'Add', a: Value, b: Value): Value {
  return (BINARY_LOWERINGS[kernel] as Lowering).lower(graph, {a, b}, undefined, [a])[0] as Value;
}

/** `x · factor` with one factor per channel (last axis); `factor` names a vector of shape `[C]`. */
export function channelScale(graph: Graph, x: Value, factor: string): Value {
  if (x.layout === 'blocked') return blockedAffine(graph, x, {factor});
  const vector = graph.value(factor, {shape: [x.shape.at(-1) ?? 1], dtype: 'float32'});
  return apply(graph, 'Multiply', x, vector);
}

/**
 * `x · factor + summand` with one factor and summand per channel. For NCHW values this is ONNX's inference batch norm with mean 0 and
 * variance 1, which reads and writes the tensor once.
 */
export function channelAffine(graph: Graph, x: Value, factor: string, summand: string): Value {
  if (x.layout === 'blocked') return blockedAffine(graph, x, {factor, summand});
  const shape = [x.shape.at(-1) ?? 1];
  if (x.layout === 'nchw' && sizeOf(x.shape) > 0) {
    const statistics = [graph.filled(0, shape), graph.filled(1, shape)];
    const name = graph.emit('BatchNormalization', [graph.nchw(x), factor, summand, ...statistics], {epsilon: {float: 0}});
    return graph.value(name, x, 'nchw');
  }
  return apply(graph, 'Add', channelScale(graph, x, factor), graph.value(summand, {shape, dtype: 'float32'}));
}
