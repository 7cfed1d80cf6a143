import type {Graph} from '../graph/graph.ts';
import {normalizeAxes, permuteShape, sizeOf} from '../graph/shape.ts';
import type {Shape} from '../graph/shape.ts';
import {TO_NCHW} from '../graph/value.ts';
import type {DType, Spec, Value} from '../graph/value.ts';
import {blockedChannelSums} from './blocked-channels.ts';
import {defineLowering} from './lowering.ts';
import type {Lowering} from './lowering.ts';

/** The kernel `Max` calls its axes otherwise than its siblings. */
type ReduceAttributes = {
  readonly axis?: number | readonly number[] | null;
  readonly reductionIndices?: number | readonly number[] | null;
  readonly keepDims?: boolean;
};

function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Shape {
  return keepDims ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size)) : shape.filter((_, axis) => !axes.includes(axis));
}

/**
 * Sums over axes. Sums over all axes but the last of a plain tensor run as products with rows of ones, in levels of at most 512 terms,
 * which is several times faster than `ReduceSum` there and keeps float32 accuracy; other channel sums run in stages.
 */
export function sumOver(graph: Graph, x: Value, axes: readonly number[], keepDims: boolean): Value {
  const output: Spec = {shape: reducedShape(x.shape, axes, keepDims), dtype: x.dtype};
  if (axes.length === 0) return x;
  if (x.layout === 'blocked' && x.dtype === 'float32' && axes.join() === '0,1,2') {
    const sums = blockedChannelSums(graph, x);
    return graph.value(graph.reshape(sums, [x.shape[3] as number], output.shape), output);
  }
  if (x.layout !== 'plain') {
    const kept = reducedShape(x.shape, axes, true);
    let name = graph.nchw(x);
    const spatial = axes.filter((axis) => axis === 1 || axis === 2);
    if (axes.includes(0) && spatial.length === 2) {
      name = reduceSum(graph, name, [2, 3]);
      name = reduceSum(graph, name, axes.includes(3) ? [0, 1] : [0]);
    } else {
      name = reduceSum(
        graph,
        name,
        axes.map((axis) => TO_NCHW.indexOf(axis)).sort((a, b) => a - b),
      );
    }
    const whole = graph.value(name, {shape: kept, dtype: x.dtype}, 'nchw');
    return keepDims ? whole : graph.value(graph.reshape(graph.plain(whole), kept, output.shape), output);
  }
  const rank = x.shape.length;
  const channels = x.shape.at(-1) ?? 1;
  if (x.dtype === 'float32' && rank > 1 && axes.length === rank - 1 && !axes.includes(rank - 1) && channels <= 512 && sizeOf(x.shape) > 0) {
    return graph.value(graph.reshape(columnSums(graph, graph.plain(x), x.shape, channels), [channels], output.shape), output);
  }
  const name = graph.emit('ReduceSum', [graph.plain(x), graph.ints(axes)], {keepdims: {int: keepDims ? 1 : 0}});
  return graph.value(name, output);
}

function reduceSum(graph: Graph, name: string, axes: readonly number[]): string {
  return graph.emit('ReduceSum', [name, graph.ints(axes)], {keepdims: {int: 1}});
}

/** Sums of the columns of a tensor seen as a matrix of `channels` columns, as a tensor of shape `[channels]`. */
function columnSums(graph: Graph, name: string, shape: Shape, channels: number): string {
  let rows = sizeOf(shape) / channels;
  let current = name;
  let currentShape = shape;
  while (rows > 1) {
    let terms = 1;
    while (rows % (terms * 2) === 0 && terms < 512) terms *= 2;
    if (terms === 1) terms = rows;
    rows /= terms;
    const ones = graph.filled(1, [1, terms]);
    current = graph.emit('MatMul', [ones, graph.reshape(current, currentShape, [rows, terms, channels])]);
    currentShape = [rows, 1, channels];
  }
  return graph.reshape(current, currentShape, [channels]);
}

/** Multiplies a value by a number. */
export function scale(graph: Graph, x: Value, factor: number): Value {
  return {...x, name: graph.emit('Mul', [x.name, graph.scalar(factor)]), constant: undefined};
}

function reduction(operator: string, inputs: readonly DType[], {eager, output}: {eager: boolean; output?: DType}): Lowering {
  return defineLowering({
    required: ['x'],
    eager,
    supports: ({x}) => inputs.includes(x.dtype),
    infer: ({x}, {axis, reductionIndices, keepDims}: ReduceAttributes) => [
      {shape: reducedShape(x.shape, normalizeAxes(axis ?? reductionIndices, x.shape), keepDims ?? false), dtype: output ?? x.dtype},
    ],
    lower: (graph, {x}, {axis, reductionIndices}, outputs) => {
      const spec = outputs[0] as Spec;
      const axes = normalizeAxes(axis ?? reductionIndices, x.shape);
      if (axes.length === 0) return [x];
      const isNchw = x.layout !== 'plain';
      const source = graph.cast(isNchw ? graph.nchw(x) : graph.plain(x), x.dtype, x.dtype === 'bool' ? 'int32' : x.dtype);
      const stored = isNchw ? axes.map((a) => TO_NCHW.indexOf(a)).sort((a, b) => a - b) : axes;
      const kept = reducedShape(x.shape, axes, true);
      const fold = (how: string, name: string): string => graph.emit(how, [name], {axes: {ints: stored}, keepdims: {int: 1}});
      const folded = fold(operator, source);
      // ONNX Runtime may lose NaN.
      const hasNan = (): string =>
        graph.cast(fold('ReduceMax', graph.cast(graph.emit('IsNaN', [source]), 'bool', 'int32')), 'int32', 'bool');
      const reduced =
        x.dtype === 'float32'
          ? graph.emit('Where', [hasNan(), graph.scalar(Number.NaN), folded])
          : graph.cast(folded, x.dtype === 'bool' ? 'int32' : x.dtype, spec.dtype);
      const whole = graph.value(reduced, {shape: kept, dtype: spec.dtype}, isNchw ? 'nchw' : 'plain');
      return [graph.value(graph.reshape(graph.plain(whole), kept, spec.shape), spec)];
    },
  });
}

function argument(operator: string): Lowering {
  return defineLowering({
    required: ['x'],
    eager: false,
    supports: ({x}) => x.dtype !== 'bool',
    infer: ({x}, {axis}: {axis: number}): readonly Spec[] => [
      {shape: reducedShape(x.shape, normalizeAxes(axis, x.shape), false), dtype: 'int32'},
    ],
    lower: (graph, {x}, {axis}, outputs) => {
      const index = graph.emit(operator, [graph.plain(x)], {axis: {int: normalizeAxes(axis, x.shape)[0] as number}, keepdims: {int: 0}});
      return [graph.value(graph.emit('Cast', [index], {to: {int: 6}}), outputs[0] as Spec)];
    },
  });
}

/** Kernels that fold axes away. */
export const REDUCE_LOWERINGS: Readonly<Record<string, Lowering>> = {
  Sum: defineLowering({
    required: ['x'],
    supports: ({x}) => x.dtype !== 'bool',
    infer: ({x}, {axis, keepDims}: ReduceAttributes) => [
      {shape: reducedShape(x.shape, normalizeAxes(axis, x.shape), keepDims ?? false), dtype: x.dtype},
    ],
    lower: (graph, {x}, {axis, keepDims}) => [sumOver(graph, x, normalizeAxes(axis, x.shape), keepDims ?? false)],
  }),
  Mean: defineLowering({
    required: ['x'],
    supports: ({x}) => x.dtype === 'float32' && sizeOf(x.shape) > 0,
    infer: ({x}, {axis, keepDims}: ReduceAttributes): readonly Spec[] => [
      {shape: reducedShape(x.shape, normalizeAxes(axis, x.shape), keepDims ?? false), dtype: 'float32'},
    ],
    lower: (graph, {x}, {axis, keepDims}) => {
      const axes = normalizeAxes(axis, x.shape);
      return [scale(graph, sumOver(graph, x, axes, keepDims ?? false), 1 / sizeOf(permuteShape(x.shape, axes)))];
    },
  }),
  Max: reduction('ReduceMax', ['float32', 'int32'], {eager: false}),
  Min: reduction('ReduceMin', ['float32', 'int32'], {eager: false}),
  Prod: reduction('ReduceProd', ['float32', 'int32'], {eager: false}),
  All: reduction('ReduceMin', ['bool'], {eager: false, output: 'bool'}),
  Any: reduction('ReduceMax', ['bool'], {eager: false, output: 'bool'}),
  ArgMax: argument('ArgMax'),
  ArgMin: argument('ArgMin'),
};
